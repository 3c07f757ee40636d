/** Milliseconds since the epoch, between 2000 and 2100. */
export function timeOf(value: unknown): number | undefined {
  if (typeof value !== 'string' || !/^\d{12,13}$/.test(value)) return undefined
  const number = Number(value)
  return number >= 946_684_800_000 && number < 4_102_444_800_000 ? number : undefined
}
