const callSites = new WeakMap<object, string>()

/**
 * Keeps the stack of a call with the error it ended with: what the network makes has a stack without the caller's
 * frames.
 */
export function noteCallSite(error: unknown, stack: string | undefined): void {
  if (typeof error === 'object' && error !== null && stack !== undefined) callSites.set(error, stack)
}

/** The frames of the call that ended with the error; undefined where none was noted. */
export function callSiteOf(error: unknown): string | undefined {
  const stack = typeof error === 'object' && error !== null ? callSites.get(error) : undefined
  return stack?.slice(stack.indexOf('\n') + 1)
}
