import { useSyncExternalStore } from 'react'
import { remember, remembered } from '../address/remembered.ts'

/** Who never looked is told of what happened since so long ago. Milliseconds. */
const AT_FIRST = 15 * 60_000

const listeners = new Set<() => void>()
let seen: number | undefined

/** When the errors were looked at last. Milliseconds since the epoch. */
function errorsSeen(): number {
  seen ??= Number(remembered('errors-seen')) || Date.now() - AT_FIRST
  return seen
}

/** Says that all errors there are so far were seen. */
export function seeErrors(): void {
  seen = Date.now()
  remember('errors-seen', String(seen))
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function useErrorsSeen(): number {
  return useSyncExternalStore(subscribe, errorsSeen)
}
