/**
 * What Edge code gets for `@kymo/next/instrumentation`: nothing, and no module of Node's. Its requests and fetches are
 * seen by the agent of the process that runs it.
 */

/** Does nothing. */
export function register(): void {}

/** Does nothing. */
export function onRequestError(_error: unknown, _request: unknown, _context?: unknown): void {}

/** The handler as it is. */
export function withRequestErrors<Handler>(handler: Handler): Handler {
  return handler
}
