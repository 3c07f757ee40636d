/** An error that people see: a stable code, what happened, and what to do about it. */
export class KymoError extends Error {
  override readonly name = 'KymoError'
  /** Stable, UPPER_SNAKE; what programs go by. */
  readonly code: string
  readonly hint: string | undefined

  constructor(code: string, message: string, hint?: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.hint = hint
  }
}

/** Something that went another way than asked for, without stopping the collector. */
export interface Notice {
  readonly code: string
  readonly message: string
  readonly hint?: string
}
