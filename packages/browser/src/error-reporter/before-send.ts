import type { ErrorReporterConfig } from './error-reporter-config.ts'
import { keptError, type ReportedError } from './reported-error.ts'

const { info } = console
let told = false

/** What the app makes of an error before it is told; `null` to keep it back. */
export function sentError(
  beforeSend: ErrorReporterConfig['beforeSend'],
  error: ReportedError,
): ReportedError | null {
  if (!beforeSend) return error
  try {
    // A copy: where it throws, what it has changed before is for nothing.
    const changed: unknown = beforeSend(structuredClone(error))
    if (changed === null) return null
    if (typeof changed !== 'object' || 'then' in changed)
      throw new TypeError('beforeSend returned neither an error nor null.')
    return keptError(changed as ReportedError, error)
  } catch (problem) {
    if (!told) info('kymo BEFORE_SEND_FAILED: errors are told as they were.', problem)
    told = true
    return error
  }
}
