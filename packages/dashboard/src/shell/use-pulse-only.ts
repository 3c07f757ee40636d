import type { PulseSnapshot } from '@kymo/protocol'
import { useQuery } from '@tanstack/react-query'
import { statusQuery } from '../api/queries.ts'
import { useFleet } from '../pulse/use-fleet.ts'

/** The processes that tell how they are, where none has sent anything else; undefined otherwise. */
export function usePulseOnly(): PulseSnapshot['processes'] | undefined {
  const { data: status } = useQuery(statusQuery)
  const nothingSent =
    status !== undefined &&
    status.instances.length === 0 &&
    status.store.spans + status.store.events + status.store.points === 0
  const { data: fleet } = useFleet(nothingSent)
  const pulsing = nothingSent ? (fleet?.processes.filter(({ state }) => state !== 'left') ?? []) : []
  return pulsing.length === 0 ? undefined : pulsing
}
