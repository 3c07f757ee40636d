import type { Agent } from '@kymo/node'
import { guard } from '../internals/guard.ts'
import { requestMeta } from '../internals/next-types.ts'
import type { ErrorRecorder } from './error-recorder.ts'

/**
 * What Next.js answered with its error page for, where nothing else told of it: a page that could not be compiled.
 * Returns how to undo it.
 */
export function observePageErrors(agent: Agent, errors: ErrorRecorder): () => void {
  return agent.onRequestEnd((span, request, response) => {
    guard('page errors', () => {
      if (response.statusCode < 500 || errors.haveFailed(span)) return
      const error = requestMeta(request)?.invokeError
      if (error !== undefined && error !== null) errors.record(error, span, 'build')
    })
  })
}
