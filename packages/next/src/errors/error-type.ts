/** What `error.type` says of something thrown: the code of its cause, such as `ECONNREFUSED`, else its name. */
export function errorType(error: unknown): string {
  if (typeof error !== 'object' || error === null) return typeof error
  const { name, cause } = error as { name?: unknown; cause?: { code?: unknown } }
  if (typeof cause?.code === 'string') return cause.code
  return typeof name === 'string' && name !== '' ? name : 'Error'
}
