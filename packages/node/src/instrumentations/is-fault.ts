/**
 * Whether an error that a framework answers with is the server's own. Frameworks throw errors that have a status for
 * what a client did wrong, such as a body that is no JSON.
 */
export function isFault(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return true
  const { status, statusCode = status } = error as {
    readonly status?: unknown
    readonly statusCode?: unknown
  }
  return !(typeof statusCode === 'number' && statusCode >= 300 && statusCode < 500)
}
