import { useClock } from '../clock/clock.ts'
import { IconButton } from '../controls/button.tsx'
import { plural } from '../format/plural.ts'
import { minuteOfDay } from '../format/time.ts'
import { Brand } from '../shell/brand.tsx'
import { ConnectionState } from '../shell/connection-state.tsx'
import { Mark } from '../status/mark.tsx'
import type { ChosenFleet } from './choose-fleet.ts'

interface WallHeadProps {
  readonly fleet: ChosenFleet | undefined
  readonly onLeave: () => void
}

/** What stands in for the header and the footer on a display on a wall: how it all is, in one line. */
export function WallHead({ fleet, onLeave }: WallHeadProps) {
  const time = useClock((now) => minuteOfDay(now))
  return (
    <div className="wall-head">
      <h1 className="sr-only">Pulse</h1>
      <span className="text-chart-line">
        <Brand />
      </span>
      {fleet === undefined ? null : (
        <p className="flex items-center gap-x-6 whitespace-nowrap max-sm:gap-x-3">
          <span>{plural(fleet.servers.length, 'server')}</span>
          <span className={fleet.lost === 0 ? 'text-dim' : 'text-lost'}>
            {fleet.lost === 0 ? null : <Mark shape="hollow-diamond" className="mr-2 inline" />}
            {fleet.lost} lost
          </span>
          <span className={fleet.firing.length === 0 ? 'text-dim' : 'text-error'}>
            {plural(fleet.firing.length, 'alert')}
          </span>
        </p>
      )}
      <span className="ml-auto flex items-center gap-x-6 max-sm:gap-x-3">
        <ConnectionState />
        <time className="tabular-nums max-sm:hidden">{time}</time>
        <IconButton icon="close" label="Back to the page (Esc)" onClick={onLeave} />
      </span>
    </div>
  )
}
