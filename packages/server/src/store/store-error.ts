import { KymoError } from '../kymo-error.ts'

export type StoreErrorCode =
  /** Another process has the store open. */
  | 'STORE_LOCKED'
  /** The folder or file can't be read or written. */
  | 'STORE_UNWRITABLE'
  /** No room is left on the disk. */
  | 'STORE_FULL'
  /** A newer Kymo wrote it. */
  | 'STORE_NEWER'
  /** Anything else. */
  | 'STORE_FAILED'

export class StoreError extends KymoError {
  declare readonly code: StoreErrorCode

  constructor(code: StoreErrorCode, message: string, hint?: string, options?: ErrorOptions) {
    super(code, message, hint, options)
  }
}
