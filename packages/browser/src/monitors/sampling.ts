import { tabId } from '../visits/tab-id.ts'

/** Whether this tab is among this share of all. */
export function isSampled(rate: number): boolean {
  if (rate >= 1) return true
  if (!(rate > 0)) return false
  return Number.parseInt(tabId().slice(-8), 16) / 2 ** 32 < rate
}
