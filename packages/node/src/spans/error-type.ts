/**
 * What an error is called in `error.type`: its code where it has one, such as `ECONNREFUSED`, else that of its cause,
 * else its name. Never throws, whatever was thrown.
 */
export function errorTypeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return error === null ? 'null' : typeof error
  try {
    const { code, name, cause } = error as { code?: unknown; name?: unknown; cause?: { code?: unknown } }
    if (typeof code === 'string' && code !== '') return code
    if (typeof cause?.code === 'string' && cause.code !== '') return cause.code
    return typeof name === 'string' && name !== '' ? name : 'Error'
  } catch {
    return 'unknown'
  }
}
