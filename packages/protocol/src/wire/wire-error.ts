export type WireErrorCode =
  /** Not a batch at all. */
  | 'WIRE_NOT_A_BATCH'
  /** A version this reader does not know. */
  | 'WIRE_VERSION'
  /** Over one of `LIMITS`. */
  | 'WIRE_TOO_LARGE'
  /** The header is not what `BatchHeader` says. */
  | 'WIRE_HEADER'
  /** A record ends too early or says something impossible. */
  | 'WIRE_RECORD'

export class WireError extends Error {
  override readonly name = 'WireError'
  readonly code: WireErrorCode

  constructor(code: WireErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
