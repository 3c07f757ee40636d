import type { PulseSnapshot } from '@kymo/protocol'
import { useQuery } from '@tanstack/react-query'
import { fleetKeys, readFleet } from '../api/fleet.ts'
import { useLive } from '../api/live-context.ts'

/**
 * All servers, processes and apps as they are now.
 * @param wanted without it nothing is read
 */
export function useFleet(wanted = true) {
  const { fleet } = useLive()
  return useQuery<PulseSnapshot>({
    queryKey: fleetKeys.snapshot,
    enabled: wanted,
    queryFn: async ({ signal }) => fleet.caughtUp(await readFleet(signal)),
  })
}
