import { guard } from '../internals/guard.ts'

type Fetch = typeof globalThis.fetch

/** Whose `fetch` was called: Next.js's own, which caches, or the one below it. */
export type FetchOwner = 'next' | 'platform'

/** Which global scope was called in: Node's, or one of the Edge sandbox's, for the proxy or for a route. */
export type FetchScope = 'nodejs' | 'edge' | 'edge-proxy'

export interface ObservedCall {
  readonly input: unknown
  readonly init: unknown
  readonly owner: FetchOwner
  readonly scope: FetchScope
  /** What the app called: frames above it are those of the caller. */
  readonly entry: (...args: never[]) => unknown
  /** Makes the call; has to be called exactly once, and what it returns to be returned. */
  run(): ReturnType<Fetch>
}

export type CallFetch = (call: ObservedCall) => ReturnType<Fetch>

/** What Next.js's own function says of itself. */
interface PatchedFetch {
  readonly __nextPatched?: boolean
  /** Gives the storage of the scope's renders. */
  readonly __nextGetStaticStore?: () => unknown
}

export interface GlobalFetchOptions {
  /** Default: Node's. */
  readonly scope?: FetchScope
  /** The scope's global object. Default: `globalThis`. */
  readonly global?: { fetch?: Fetch }
  /** Is given the storage of the scope's renders when Next.js takes over. */
  readonly taken?: (workStorage: unknown) => void
}

/**
 * Makes `fetch` of a global scope a property that observes whatever is assigned to it. Next.js replaces the function when
 * it starts and puts back an older one at every hot reload; either way the one in place is observed, and once.
 *
 * @returns how to undo it
 */
export function observeGlobalFetch(
  call: CallFetch,
  { scope = 'nodejs', global = globalThis, taken }: GlobalFetchOptions = {},
): () => void {
  const descriptor = Object.getOwnPropertyDescriptor(global, 'fetch')
  if (typeof global.fetch !== 'function') return () => {}
  const originals = new WeakMap<Fetch, Fetch>()

  function observe(original: Fetch): Fetch {
    if (typeof original !== 'function' || originals.has(original)) return original
    const { __nextPatched, __nextGetStaticStore } = original as PatchedFetch
    if (__nextPatched === true && taken !== undefined) taken(__nextGetStaticStore?.())
    function entry(target: Fetch, self: unknown, args: Parameters<Fetch>): ReturnType<Fetch> {
      const patched = (target as PatchedFetch).__nextPatched === true
      return call({
        input: args[0],
        init: args[1],
        owner: patched ? 'next' : 'platform',
        scope,
        entry,
        run: () => Reflect.apply(target, self, args),
      })
    }
    // A proxy, because Next.js and others mark the function with properties of their own.
    const observed: Fetch = new Proxy(original, { apply: entry })
    originals.set(observed, original)
    return observed
  }

  if (descriptor?.configurable === false) return observeFixed(global, observe)
  let current = observe(global.fetch)
  Object.defineProperty(global, 'fetch', {
    configurable: true,
    enumerable: descriptor?.enumerable ?? true,
    get: () => current,
    set: (value: Fetch) => {
      current = guard('fetch', () => observe(value)) ?? value
    },
  })
  return () => {
    Object.defineProperty(global, 'fetch', {
      configurable: true,
      enumerable: descriptor?.enumerable ?? true,
      writable: true,
      value: originals.get(current) ?? current,
    })
  }
}

/** Set by Next.js right before it puts its own function into place. */
const PATCHED = Symbol.for('next-patch')

/** Where the property itself can't be redefined, as in Edge scopes: the function in it is replaced after Next.js did. */
function observeFixed(
  global: { fetch?: Fetch; [PATCHED]?: unknown },
  observe: (original: Fetch) => Fetch,
): () => void {
  const replace = (): void => {
    if (global.fetch !== undefined) global.fetch = observe(global.fetch)
  }
  let patched = global[PATCHED]
  replace()
  Object.defineProperty(global, PATCHED, {
    configurable: true,
    enumerable: true,
    get: () => patched,
    set: (value: unknown) => {
      patched = value
      queueMicrotask(() => guard('fetch', replace))
    },
  })
  return () => {}
}
