/** Reading a property of what was thrown can throw. */
export function property(thrown: unknown, name: string | symbol): unknown {
  if (typeof thrown !== 'object' || thrown === null) return undefined
  try {
    return (thrown as Record<string | symbol, unknown>)[name]
  } catch {
    return undefined
  }
}
