import {
  type Event,
  EXCEPTION_EVENT,
  EXCEPTION_MECHANISMS,
  type ExceptionMechanism,
  exceptionFingerprint,
  hash64,
} from '@kymo/protocol'

/** What a store filters and groups events by, computed once when one comes in. */
export interface EventColumns {
  readonly visitId: string | null
  /** Of exceptions only. */
  readonly fingerprint: string | null
  /** Of exceptions only: the same for one that several spans of a trace passed on. */
  readonly thrown: string | null
  readonly mechanism: ExceptionMechanism | null
}

const MECHANISMS: ReadonlySet<unknown> = new Set(EXCEPTION_MECHANISMS)

export function eventColumns(
  { name, attributes }: Pick<Event, 'name' | 'attributes'>,
  app: string,
): EventColumns {
  const visitId = attributes['kymo.visit.id']
  const isException = name === EXCEPTION_EVENT
  const mechanism = attributes['kymo.exception.mechanism']
  return {
    visitId: typeof visitId === 'string' ? visitId : null,
    fingerprint: isException ? exceptionFingerprint(app, attributes) : null,
    thrown: isException ? hash64(thrownText(attributes)) : null,
    mechanism: isException && MECHANISMS.has(mechanism) ? (mechanism as ExceptionMechanism) : null,
  }
}

/** Most that one exception is believed to stand for. */
export const MOST_REPEATS = 10_000

/** For how many that were the same an exception of a page stands; 1 where it does not say. */
export function repeatsOf(attributes: Event['attributes']): number {
  const count = attributes['kymo.exception.count']
  return Number.isInteger(count) && (count as number) > 1 ? Math.min(count as number, MOST_REPEATS) : 1
}

/** Type, message and stack: what says that two exceptions of one trace are one, seen twice. */
function thrownText(attributes: Event['attributes']): string {
  return ['exception.type', 'exception.message', 'exception.stacktrace']
    .map((name) => attributes[name] ?? '')
    .join('\n')
}
