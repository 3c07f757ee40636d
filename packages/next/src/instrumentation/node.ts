/**
 * The documented install, in `instrumentation.ts`:
 *
 * @example
 * export { onRequestError, register } from '@kymo/next/instrumentation'
 */
import { type Agent, isSwitchedOn, startAgent } from '@kymo/node'
import { instrumentOnce } from '../instrument-once.ts'
import { runLateRequests } from './late-requests.ts'

/** Where the agent of this process and Next.js as it sees it are kept, by whichever copy of the packages. */
const AGENT = Symbol.for('kymo.agent')
const NEXT = Symbol.for('kymo.next')
const shared = globalThis as { readonly [AGENT]?: Agent; readonly [NEXT]?: unknown }

/**
 * Starts the agent in this process, when `KYMO_URL` says where the collector is, or `KYMO_REDIS_URL` where Redis
 * is, and `KYMO_DISABLED` is not set. Otherwise nothing is patched. Under `kymo dev` the agent runs already, and this does nothing.
 */
export function register(): void {
  if (shared[NEXT] !== undefined || !isSwitchedOn(process.env)) return
  const agent = startAgent()
  if (!agent.enabled) return
  if (isBundled()) {
    console.warn(
      'kymo: KYMO_BUNDLED: the agent is bundled into the app, so pages are not observed. Wrap the config: export default withKymo(nextConfig), from @kymo/next/config.',
    )
  }
  instrumentOnce(agent)
  runLateRequests(agent)
}

/** Tells the agent of what a page, a route or an action has thrown. */
export function onRequestError(error: unknown, request: unknown, context?: unknown): void {
  const agent = shared[AGENT]
  if (agent !== undefined) instrumentOnce(agent).requestError(error, request, context)
}

/** Only Node's own modules resolve others. */
function isBundled(): boolean {
  return typeof import.meta.resolve !== 'function'
}

type RequestErrorHandler<Args extends readonly unknown[]> = (...args: Args) => unknown

/**
 * An `onRequestError` that tells the agent, and then does what the app's own does.
 *
 * @example
 * export const onRequestError = withRequestErrors(Sentry.captureRequestError)
 */
export function withRequestErrors<Args extends readonly unknown[]>(
  handler: RequestErrorHandler<Args>,
): RequestErrorHandler<Args> {
  return (...args) => {
    onRequestError(args[0], args[1], args[2])
    return handler(...args)
  }
}
