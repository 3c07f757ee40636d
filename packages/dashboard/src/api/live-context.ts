import type { RuntimeUpdate } from '@kymo/protocol'
import { createContext, use, useEffect, useEffectEvent, useSyncExternalStore } from 'react'
import type { Live, LiveState } from './live.ts'

export const LiveContext = createContext<Live | null>(null)

export function useLive(): Live {
  const live = use(LiveContext)
  if (live === null) throw new Error('LiveContext is missing')
  return live
}

export function useLiveState(): LiveState {
  const live = useLive()
  return useSyncExternalStore(live.onState, () => live.state)
}

export function useActiveId(): string | null {
  const live = useLive()
  return useSyncExternalStore(live.onState, () => live.activeId)
}

export function useRuntimeUpdates(onUpdate: (update: RuntimeUpdate) => void): void {
  const live = useLive()
  const update = useEffectEvent(onUpdate)
  useEffect(() => live.onUpdate((value) => update(value)), [live])
}

/** Called when events came in, such as exceptions. */
export function useCollectedEvents(onEvents: () => void): void {
  const live = useLive()
  const call = useEffectEvent(onEvents)
  useEffect(() => live.onEvents(() => call()), [live])
}
