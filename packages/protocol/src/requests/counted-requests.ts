import { REQUEST_PURPOSES, type RequestPurpose } from '../names.ts'

/** Whether figures over requests count one: the app's own work, neither files nor the framework's own traffic. */
export function isCountedPurpose(purpose: RequestPurpose): boolean {
  return purpose !== 'asset' && purpose !== 'internal'
}

/** Those that figures over requests count. */
export const COUNTED_PURPOSES: readonly RequestPurpose[] = REQUEST_PURPOSES.filter(isCountedPurpose)
