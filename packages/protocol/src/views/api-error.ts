/** The body of every answer of 400 and above. */
export interface ApiErrorBody {
  readonly error: {
    /** Stable; what programs go by. */
    readonly code: string
    /** What happened, for people. */
    readonly message: string
    /** What to do about it. */
    readonly hint?: string
  }
}
