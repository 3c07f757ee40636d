import type { ActiveSpan } from '@kymo/node'
import type { ExceptionMechanism } from '@kymo/protocol'

/** What Next.js says of a failure besides the error itself. */
interface ErrorContext {
  readonly routeType?: unknown
}

/** What an error has failed, by what `onRequestError` is told of it. */
export function mechanismOf(context: unknown, span: ActiveSpan | undefined): ExceptionMechanism {
  if (span?.kind === 'action') return 'action'
  switch ((context as ErrorContext | null | undefined)?.routeType) {
    case 'render':
      return 'render'
    case 'action':
      return 'action'
    case 'proxy':
    case 'middleware':
      return 'proxy'
    default:
      return 'request'
  }
}
