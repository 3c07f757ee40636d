import type { SignalKind } from '@kymo/protocol'
import type { SignalLedger } from './signal-ledger.ts'
import { isGone, type SignalLibrary, type SignalRecord } from './signal-record.ts'

export interface SignalOptions {
  /** Default: such as `signal #12` */
  readonly name?: string
  /** Default: `signal` */
  readonly kind?: SignalKind
  /** Default: `app` */
  readonly library?: string
}

/** One signal that the app itself tells of. It holds it weakly; all of it is safe to call at any time. */
export class SignalHandle {
  readonly #ledger: SignalLedger
  readonly #object: WeakRef<object>
  readonly #options: SignalOptions
  #record: SignalRecord | undefined

  constructor(ledger: SignalLedger, object: object, options: SignalOptions) {
    this.#ledger = ledger
    this.#object = new WeakRef(object)
    this.#options = options
    this.#known()
  }

  /** Its value has changed. */
  updated(): void {
    const record = this.#known()
    if (record) this.#ledger.updated(record)
  }

  /** Its value is asked for: what runs now depends on it. */
  read(): void {
    const record = this.#known()
    if (record) this.#ledger.read(record)
  }

  /** Runs the function of a computed value or an effect; what is read in it is what it depends on. */
  run<Result>(fn: () => Result): Result {
    const ledger = this.#ledger
    const record = this.#known()
    if (!record) return fn()
    const outer = ledger.begin(record)
    let failed = true
    try {
      const result = fn()
      failed = false
      return result
    } finally {
      ledger.end(record, outer, failed)
    }
  }

  rename(name: string): void {
    const record = this.#known()
    if (record) this.#ledger.rename(record, String(name))
  }

  /** It is over. */
  dispose(): void {
    if (this.#record) this.#ledger.disposed(this.#record)
  }

  /** A tracker that was off, or had no room, may have some now. */
  #known(): SignalRecord | undefined {
    if (this.#record && !isGone(this.#record)) return this.#record
    if (this.#record || !this.#ledger.watching) return undefined
    const object = this.#object.deref()
    const { kind = 'signal', library = 'app', name } = this.#options
    this.#record = object && this.#ledger.add(object, kind, libraryOf(library), name)
    return this.#record
  }
}

const libraries = new Map<string, SignalLibrary>()

function libraryOf(name: string): SignalLibrary {
  const library = libraries.get(name) ?? { name: name || 'app' }
  if (libraries.size < 50) libraries.set(name, library)
  return library
}
