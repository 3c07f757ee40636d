import { guard } from '../internals/guard.ts'

type Fetch = typeof globalThis.fetch

/** Whose `fetch` was called: Next.js's own, which caches, the platform's, or that of an Edge scope. */
export type FetchOwner = 'next' | 'platform' | 'edge'

export type CallFetch = (
  call: () => ReturnType<Fetch>,
  args: Parameters<Fetch>,
  owner: FetchOwner,
) => ReturnType<Fetch>

/**
 * Makes `globalThis.fetch` a property that observes whatever is assigned to it. Next.js replaces the function when it
 * starts and puts back an older one at every hot reload; either way the one in place is observed, and once.
 *
 * @returns how to undo it
 */
export function observeGlobalFetch(call: CallFetch): () => void {
  const descriptor = Object.getOwnPropertyDescriptor(globalThis, 'fetch')
  if (typeof globalThis.fetch !== 'function' || descriptor?.configurable === false) return () => {}
  const originals = new WeakMap<Fetch, Fetch>()

  function observe(original: Fetch): Fetch {
    if (typeof original !== 'function' || originals.has(original)) return original
    // A proxy, because Next.js and others mark the function with properties of their own.
    const observed: Fetch = new Proxy(original, {
      apply: (target, self, args: Parameters<Fetch>) => {
        const patched = (target as { __nextPatched?: boolean }).__nextPatched === true
        return call(() => Reflect.apply(target, self, args), args, patched ? 'next' : 'platform')
      },
    })
    originals.set(observed, original)
    return observed
  }

  let current = observe(globalThis.fetch)
  Object.defineProperty(globalThis, 'fetch', {
    configurable: true,
    enumerable: descriptor?.enumerable ?? true,
    get: () => current,
    set: (value: Fetch) => {
      current = guard('fetch', () => observe(value)) ?? value
    },
  })
  return () => {
    Object.defineProperty(globalThis, 'fetch', {
      configurable: true,
      enumerable: descriptor?.enumerable ?? true,
      writable: true,
      value: originals.get(current) ?? current,
    })
  }
}
