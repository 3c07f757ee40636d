import type { PulseDisk } from '@kymo/protocol'
import { asText, size } from '../format/quantity.ts'
import { Mark } from '../status/mark.tsx'
import { Meter } from '../status/meter.tsx'
import { diskLevel } from './levels.ts'

interface DiskBarsProps {
  readonly disks: readonly PulseDisk[]
  /** Shows so many; all unless given. */
  readonly most?: number
}

/** How full the disks are, the fullest first. */
export function DiskBars({ disks, most = disks.length }: DiskBarsProps) {
  const ordered = disks.map((disk) => ({ ...disk, ...diskLevel(disk) })).sort((a, b) => b.used - a.used)
  const shown = ordered.slice(0, most)
  return (
    <ul className="grid gap-0.5">
      {shown.map(({ path, total, free, used, word }) => (
        <li
          key={path}
          className="disk"
          data-high={word !== null || undefined}
          title={`${path}: ${asText(size(free))} of ${asText(size(total))} free`}
        >
          <code className="truncate text-label! text-dim">{path}</code>
          <Meter name={`Disk ${path}`} value={used} />
          <span className="disk-word">
            {word === null ? (
              <span className="text-faint">{asText(size(free))} free</span>
            ) : (
              <>
                <Mark shape="triangle" className="text-slow" />
                <span className="text-slow">{word}</span>
              </>
            )}
          </span>
          <span className="text-right">
            {Math.round(used)}
            <span className="text-faint">&nbsp;%</span>
          </span>
        </li>
      ))}
    </ul>
  )
}
