import { reportOnce } from '../report.ts'

/** Does what is the pulse's own in the midst of the app's: whatever goes wrong in it is told to people, not to the app. */
export function guarded<T>(task: () => T): T | undefined {
  try {
    return task()
  } catch (error) {
    pulseFailed(error)
    return undefined
  }
}

/** Tells people, once. */
export function pulseFailed(error: unknown): void {
  reportOnce('KYMO_PULSE_FAILED', `the pulse failed; the app is not affected. ${String(error)}`)
}
