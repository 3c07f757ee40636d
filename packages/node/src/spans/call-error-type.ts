import { GIVEN_UP } from '@kymo/protocol'
import { errorTypeOf } from './error-type.ts'

/** What Node.js, undici and widely used clients call it. */
const GIVING_UP: ReadonlySet<string> = new Set([
  GIVEN_UP,
  'ABORT_ERR',
  'UND_ERR_ABORTED',
  'ERR_CANCELED',
  'ERR_STREAM_PREMATURE_CLOSE',
])

/** As `errorTypeOf`, with one name for a call that was given up, and one for a call that took too long. */
export function callErrorType(error: unknown): string {
  const type = errorTypeOf(error)
  if (!GIVING_UP.has(type)) return type
  return isTimeout((error as { readonly cause?: unknown }).cause) ? 'TimeoutError' : GIVEN_UP
}

/**
 * The same of what ended an answer that had begun, of which undici hands on whatever the app gave as its reason: what
 * the network has to say bears a code, such as `UND_ERR_SOCKET`.
 */
export function bodyErrorType(error: unknown): string {
  const type = callErrorType(error)
  return type === 'TimeoutError' || /^[A-Z][A-Z\d_]+$/.test(type) ? type : GIVEN_UP
}

function isTimeout(cause: unknown): boolean {
  return typeof cause === 'object' && cause !== null && (cause as { name?: unknown }).name === 'TimeoutError'
}
