import { attempt } from '../attempt.ts'
import { patched } from '../monitors/patched.ts'
import { quietly } from '../quietly.ts'

export interface CountedListeners {
  /** Those added since it began, and not gone. */
  count(): number
  stop(): void
}

/** Of one target; the tally outlives it. */
interface Listeners {
  readonly byKey: Map<string, Map<object, Listener>>
  readonly tally: { count: number }
}

interface Listener {
  readonly signal: AbortSignal | undefined
  /** Takes back what notices that it is called; there is none of one that stays. */
  unwatch(): void
  drop(): void
}

/** Listeners that go by themselves, from which on those that are gone are looked for also between two counts. */
const FEW = 1000

type Arguments = readonly [type: unknown, callback: unknown, options?: unknown]

export const canCountListeners = (): boolean =>
  typeof WeakRef === 'function' && typeof FinalizationRegistry === 'function'

/**
 * Counts the event listeners that are added to targets of this window from now on, as the platform does: the same one is
 * there once; one that is called once, or has a signal, goes by itself; and with a target that is collected all of its
 * own go. Handlers in attributes, such as `onclick`, are none.
 */
export function countListeners(): CountedListeners {
  const { prototype } = EventTarget
  const { addEventListener: add, removeEventListener: remove } = prototype
  const targets = new WeakMap<EventTarget, Listeners>()
  /** Those that go by themselves. */
  const watched = new Set<WeakRef<Listener>>()
  let total = 0
  let sweepAt = FEW
  const collected = new FinalizationRegistry<Listeners['tally']>(({ count }) => {
    total -= count
  })

  /** Drops those whose signal was aborted. Nothing says when it is, and until then they hold what they would call. */
  const sweep = () => {
    for (const reference of watched) {
      const listener = reference.deref()
      if (listener === undefined) watched.delete(reference)
      else if (listener.signal?.aborted) listener.drop()
    }
    sweepAt = Math.max(FEW, 2 * watched.size)
  }

  const listenersOf = (target: EventTarget): Listeners => {
    let listeners = targets.get(target)
    if (listeners === undefined) {
      listeners = { byKey: new Map(), tally: { count: 0 } }
      targets.set(target, listeners)
      collected.register(target, listeners.tally)
    }
    return listeners
  }

  /** @returns how to take it back; `undefined` for what the platform does not add either */
  const added = (target: EventTarget, [type, callback, given]: Arguments): (() => void) | undefined => {
    if (!isObject(target) || !isObject(callback)) return undefined
    const options = attempt(() => read(given))
    if (options === undefined || options.signal?.aborted) return undefined
    const { capture, once = false, signal } = options
    const { byKey, tally } = listenersOf(target)
    const key = `${capture} ${type}`
    const alike = byKey.get(key) ?? new Map<object, Listener>()
    const before = alike.get(callback)
    if (before !== undefined && !before.signal?.aborted) return undefined
    before?.drop()

    const called = () => quietly(listener.drop)
    const listener: Listener = {
      signal,
      unwatch() {
        if (once) remove.call(target, type as string, called, capture)
      },
      drop() {
        if (alike.get(callback) !== listener) return
        alike.delete(callback)
        if (alike.size === 0) byKey.delete(key)
        tally.count--
        total--
        if (reference) watched.delete(reference)
        listener.unwatch()
      },
    }
    const reference = once || signal ? new WeakRef(listener) : undefined
    if (reference) watched.add(reference)
    if (watched.size >= sweepAt) sweep()
    // Right before it, so that both are called or neither.
    if (once) add.call(target, type as string, called, options)
    byKey.set(key, alike)
    alike.set(callback, listener)
    tally.count++
    total++
    return listener.drop
  }

  const removed = (target: EventTarget, [type, callback, options]: Arguments) => {
    if (!isObject(target) || !isObject(callback)) return
    const capture = isObject(options) ? attempt(() => Boolean(options.capture)) : Boolean(options)
    targets.get(target)?.byKey.get(`${capture} ${type}`)?.get(callback)?.drop()
  }

  const undo = [
    patched(prototype, 'addEventListener', {
      apply(native, self, args) {
        const takeBack = quietly(() => added(self ?? globalThis, args as unknown as Arguments))
        try {
          return Reflect.apply(native, self, args)
        } catch (error) {
          if (takeBack) quietly(takeBack)
          throw error
        }
      },
    }),
    patched(prototype, 'removeEventListener', {
      apply(native, self, args) {
        Reflect.apply(native, self, args)
        quietly(() => removed(self ?? globalThis, args as unknown as Arguments))
      },
    }),
  ]

  return {
    count() {
      sweep()
      return total
    },
    stop() {
      for (const step of undo) step()
      for (const reference of watched) reference.deref()?.unwatch()
      watched.clear()
    },
  }
}

const isObject = (value: unknown): value is EventTarget & Readonly<Record<string, unknown>> =>
  (typeof value === 'object' && value !== null) || typeof value === 'function'

/** Options as the platform reads them. */
function read(given: unknown): AddEventListenerOptions & { capture: boolean } {
  const options = (isObject(given) ? given : { capture: given }) as AddEventListenerOptions
  const { passive, signal } = options
  return {
    capture: Boolean(options.capture),
    once: Boolean(options.once),
    ...(signal && { signal }),
    ...(passive !== undefined && { passive: Boolean(passive) }),
  }
}
