import type { SignalLedger } from '../signal-ledger.ts'
import type { SignalRecord } from '../signal-record.ts'

/** What runs among functions that were wrapped, in a library that says what it runs itself. */
export class Runs {
  readonly #ledger: SignalLedger
  readonly #current: () => unknown
  /** The library's own of what runs: what it runs besides, unseen, must not be taken for it. */
  #inside: unknown

  /** @param current what the library runs now, and would make depend on what is read; nothing while it would not */
  constructor(ledger: SignalLedger, current: () => unknown) {
    this.#ledger = ledger
    this.#current = current
  }

  read(record: SignalRecord | undefined): void {
    if (record && this.#inside && this.#current() === this.#inside) this.#ledger.read(record)
  }

  run<Value, Result>(record: SignalRecord | undefined, fn: (value: Value) => Result, value: Value): Result {
    if (!record || !this.#ledger.watching) return fn(value)
    const before = this.#inside
    this.#inside = this.#current()
    const outer = this.#ledger.begin(record)
    let failed = true
    try {
      const result = fn(value)
      failed = false
      return result
    } finally {
      this.#ledger.end(record, outer, failed)
      this.#inside = before
    }
  }
}
