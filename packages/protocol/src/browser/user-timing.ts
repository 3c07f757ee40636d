/** Name of the event that a mark of the app's makes. */
export const MARK_EVENT = 'kymo.mark'

/** Name of the event that a broken performance budget makes. */
export const VIOLATION_EVENT = 'kymo.violation'

/**
 * What a span of kind `measure` in a browser measured; the value of `kymo.measure.type`.
 * - `user`: what the app measures itself.
 * - `interaction`: from an input of the user's until the next paint after its handlers.
 * - `long-task`, `long-animation-frame`: the main thread was busy for 50 ms or more. Where a browser tells of frames,
 *   tasks are not told besides.
 */
export const MEASURE_TYPES = ['user', 'interaction', 'long-task', 'long-animation-frame'] as const
export type MeasureType = (typeof MEASURE_TYPES)[number]

/** Milliseconds from which a task or frame is long; what it takes beyond is the time that the main thread was blocked. */
export const LONG_TASK = 50
