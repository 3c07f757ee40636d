import type { ActiveSpan } from './active-span.ts'

/**
 * An outbound call that someone watches from its beginning. Run the call in its span: the network request that it leads
 * to, with those that redirects lead to, tells what it knows to this span and makes none of its own.
 */
export interface ActiveCall extends ActiveSpan {
  /** Whether there was a network request. */
  readonly reached: boolean
  /**
   * Says that the call was answered. Its span ends with the network request, which may go on for as long as the answer's
   * body does; without one, now.
   * @param describe sets what takes time to find out; it is not the call's
   */
  answered(describe?: () => void): void
  /**
   * Says that the call failed, and ends its span.
   * @param errorType unless the network knows better
   * @param describe as above
   */
  failed(errorType: string, describe?: () => void): void
}
