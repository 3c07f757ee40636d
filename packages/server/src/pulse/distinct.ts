/** Each once, sorted; who does not say is left out. */
export function distinct(names: readonly string[]): string[] {
  return [...new Set(names)].filter((name) => name !== '').sort()
}
