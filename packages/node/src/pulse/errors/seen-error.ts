import type { Attributes } from '@kymo/protocol'
import { now } from '../../clock.ts'
import { exceptionEvent, reportOf } from '../../spans/exception-event.ts'
import type { TraceOf } from '../ended-request.ts'

/** An exception, redacted, with the attributes of its event. */
export interface SeenError {
  readonly attributes: Attributes
  /** Milliseconds since the Unix epoch. */
  readonly time: number
  readonly trace: TraceOf | undefined
  /** What is the same for all that happens in one request; undefined outside of any. */
  readonly whole: object | undefined
}

/** Of what was thrown where there is no agent. */
export function seenError(thrown: unknown, whole: object | undefined): SeenError {
  const time = now()
  const { attributes } = exceptionEvent(reportOf(thrown, undefined, undefined), whole === undefined, time)
  return { attributes, time, trace: undefined, whole }
}
