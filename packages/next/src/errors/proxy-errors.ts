import type { Agent } from '@kymo/node'
import { guard } from '../internals/guard.ts'
import type { Exports } from '../internals/module-watch.ts'
import type { ErrorRecorder } from './error-recorder.ts'

interface ProxyResult {
  /** What the proxy left for after its answer. */
  readonly waitUntil?: Promise<unknown>
}

type RunProxy = (this: unknown, ...args: unknown[]) => Promise<ProxyResult | undefined>

/** What Next.js throws there of its own: for an address that can't be decoded, for a proxy that is not built. */
const OF_NEXT = new Set(['DecodeError', 'MiddlewareNotFoundError'])

/**
 * `server/next-server`: what the proxy throws is not told to `onRequestError`. In development another class of server
 * catches it and answers with its error page, after this one.
 */
export function observeProxyErrors(agent: Agent, errors: ErrorRecorder, exports: Exports): undefined {
  const prototype = (exports.default as { prototype?: Record<string, unknown> } | undefined)?.prototype
  const run = prototype?.runMiddleware as RunProxy | undefined
  if (prototype === undefined || typeof run !== 'function') return undefined
  const failed = (error: unknown): void => {
    guard('proxy errors', () => {
      if (OF_NEXT.has((error as Error | null)?.constructor?.name ?? '')) return
      // An Edge scope has told of it, and what comes out of the scope is a copy.
      if (!errors.haveFailed(agent.currentSpan())) errors.record(error, agent.currentSpan(), 'proxy')
    })
  }
  const leftFailed = (error: unknown): void => {
    guard('proxy errors', () => errors.record(error, agent.currentSpan(), 'after'))
  }
  prototype.runMiddleware = async function (this: unknown, ...args: unknown[]) {
    let result: ProxyResult | undefined
    try {
      result = await Reflect.apply(run, this, args)
    } catch (error) {
      failed(error)
      throw error
    }
    guard('proxy errors', () => result?.waitUntil?.then(undefined, leftFailed))
    return result
  } satisfies RunProxy
  return undefined
}
