import { REQUEST_PURPOSES, type RequestPurpose } from '@kymo/protocol'

/** What figures over requests count: the app's own work, neither files nor the framework's own traffic. */
export const COUNTED_PURPOSES: readonly RequestPurpose[] = REQUEST_PURPOSES.filter(
  (purpose) => purpose !== 'asset' && purpose !== 'internal',
)

const COUNTED: ReadonlySet<RequestPurpose> = new Set(COUNTED_PURPOSES)

export function isCounted(purpose: RequestPurpose): boolean {
  return COUNTED.has(purpose)
}
