import type { PulseSnapshot } from '@kymo/protocol'
import { Link } from '@tanstack/react-router'
import { Hint } from '../controls/hint.tsx'
import { plural } from '../format/plural.ts'

/** Stands for what was sent while nothing was: how many processes tell how they are, and nothing else. */
export function PulseOnly({ processes }: { processes: PulseSnapshot['processes'] }) {
  const alive = processes.filter(({ state }) => state === 'alive').length
  const lost = processes.filter(({ state }) => state === 'lost').length
  return (
    <Hint text="They tell how they are. None of them has sent requests, fetches or errors to this collector.">
      <Link to="/pulse" className="min-w-0 truncate hover:text-text">
        {plural(alive, 'process', 'processes')}
        {lost === 0 ? null : <span className="text-lost"> · {lost} lost</span>}
        <span className="text-faint"> · pulse only</span>
      </Link>
    </Hint>
  )
}
