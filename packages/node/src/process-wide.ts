/** What a process has one of, whichever copy of this package made it: a bundler makes its own of the package. */
export interface ProcessWide<T> {
  /** The one that there is by now. */
  get(): T | undefined
  /** Makes it the process's. Returns how to undo it. */
  share(value: T): () => void
}

export function processWide<T>(name: string): ProcessWide<T> {
  const key = Symbol.for(name)
  const shared = globalThis as { [key]?: T }
  return {
    get: () => shared[key],
    share(value) {
      Object.defineProperty(shared, key, { value, configurable: true })
      return () => {
        if (shared[key] === value) delete shared[key]
      }
    },
  }
}
