import type { Storage } from './next-types.ts'

/** @param run does what was asked for; it has to be called exactly once, and what it returns to be returned. */
export type AroundRun<Store> = <T>(store: Store, run: () => T) => T

const WRAPPED = Symbol.for('kymo.next.run')

/** Puts `around` around `storage.run`. The storages are singletons that survive hot reloads, so it is done once. */
export function wrapRun<Store>(storage: unknown, around: AroundRun<Store>): void {
  if (!isStorage<Store>(storage) || WRAPPED in storage) return
  const run = storage.run
  Object.defineProperty(storage, WRAPPED, { value: true })
  storage.run = function runAround<T>(store: Store, fn: (...args: unknown[]) => T, ...args: unknown[]): T {
    return around(store, () => Reflect.apply(run, storage, [store, fn, ...args]) as T)
  }
}

function isStorage<Store>(value: unknown): value is Storage<Store> {
  return typeof value === 'object' && value !== null && typeof (value as Storage<Store>).run === 'function'
}
