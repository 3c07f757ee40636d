import type { Agent } from '@kymo/node'
import type { CacheStatus } from '@kymo/protocol'
import { actionInfo } from '../actions/action-info.ts'
import { guard } from '../internals/guard.ts'
import { type Exports, withExport } from '../internals/module-watch.ts'

/** What a cache of `'use cache'` gives for a call. */
interface CachedResult {
  /** Milliseconds since the Unix epoch, when it was made. */
  readonly timestamp?: number
  /** Seconds after which it is renewed, and after which it is not given any more. */
  readonly revalidate?: number
  readonly expire?: number
  readonly tags?: readonly string[]
}

type Get = (key: string, ...rest: unknown[]) => Promise<CachedResult | undefined>

interface CacheHandler {
  get?: Get
}

const HANDLERS = Symbol.for('@next/cache-handlers-map')
const OBSERVED = Symbol.for('kymo.next.cached-functions')

/** The function's id in a key; what follows are its arguments, which are nobody's business. */
const FUNCTION_ID = /"([0-9a-f]{42})"/
/** What Next.js calls functions whose own names it does not keep. */
const NAMELESS = /^\$\$RSC_SERVER_CACHE_\d+$/

/**
 * `server/use-cache/handlers`: makes a span of each look into a cache that a function with `'use cache'` takes. What the
 * function does when nothing was found are spans of their own.
 */
export function observeCachedFunctions(agent: Agent, exports: Exports): Exports {
  const observed = (name: string): unknown => {
    const original = exports[name]
    if (typeof original !== 'function') return original
    return (...args: unknown[]) => {
      const result: unknown = Reflect.apply(original, undefined, args)
      guard('cached functions', () => observeHandlers(agent))
      return result
    }
  }
  observeHandlers(agent)
  return withExport(
    withExport(exports, 'initializeCacheHandlers', observed('initializeCacheHandlers')),
    'setCacheHandler',
    observed('setCacheHandler'),
  )
}

function observeHandlers(agent: Agent): void {
  const handlers = (globalThis as { [HANDLERS]?: ReadonlyMap<string, CacheHandler> })[HANDLERS]
  for (const handler of handlers?.values() ?? []) observeHandler(agent, handler)
}

function observeHandler(agent: Agent, handler: CacheHandler): void {
  const { get } = handler
  if (typeof get !== 'function' || OBSERVED in handler) return
  Object.defineProperty(handler, OBSERVED, { value: true })
  handler.get = function (key, ...rest) {
    const read = (): ReturnType<Get> => Reflect.apply(get, this, [key, ...rest])
    const parent = agent.currentSpan()
    const id = typeof key === 'string' ? FUNCTION_ID.exec(key)?.[1] : undefined
    if (parent === undefined || id === undefined) return read()
    const info = guard('cached functions', () => actionInfo(id))
    const name = info === undefined || NAMELESS.test(info.name) ? undefined : info.name
    const span = agent.startSpan('internal', ['use cache', name ?? info?.file].join(' ').trimEnd())
    const result = read()
    result.then(
      (entry) =>
        guard('cached functions', () => {
          span.set('kymo.cache.status', outcome(entry))
          span.set('kymo.cache.tags', entry?.tags)
          span.set('code.function.name', name)
          span.set('code.file.path', info?.file)
          span.end()
        }),
      () => span.end('error'),
    )
    return result
  }
}

/** As Next.js judges what it was given. */
function outcome(entry: CachedResult | undefined): CacheStatus {
  if (entry === undefined) return 'miss'
  const { timestamp, revalidate, expire } = entry
  if (timestamp === undefined || revalidate === undefined || expire === undefined) return 'unknown'
  const age = (performance.timeOrigin + performance.now() - timestamp) / 1000
  return age > expire ? 'miss' : age > revalidate ? 'stale' : 'hit'
}
