/** Throws one call away from the route. */
export function deep(id: string): never {
  throw new RangeError(`deep gave way for ${id}`)
}
