/** Milliseconds after which the same object is another error: an app may keep one and throw it again and again. */
const SAME = 10_000

interface Sight {
  readonly whole: object | undefined
  readonly time: number
}

/** Tells whether an error was counted before: what a job throws may come again as one that nothing caught. */
export class RepeatedErrors {
  readonly #sights = new WeakMap<object, Sight>()

  /** @param whole what is the same for all that happens in one request; undefined outside of any */
  isNew(thrown: unknown, whole: object | undefined, time: number): boolean {
    if ((typeof thrown !== 'object' && typeof thrown !== 'function') || thrown === null) return true
    const before = this.#sights.get(thrown)
    const same = before?.whole === whole || before?.whole === undefined || whole === undefined
    if (before !== undefined && same && time - before.time < SAME) return false
    this.#sights.set(thrown, { whole, time })
    return true
  }
}
