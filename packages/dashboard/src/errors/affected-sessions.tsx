import type { ErrorGroupDetail } from '@kymo/protocol'
import { Link } from '@tanstack/react-router'
import { Age } from '../clock/age.tsx'
import { plural } from '../format/plural.ts'
import { DrawerPart } from '../panes/drawer-part.tsx'

interface AffectedSessionsProps {
  readonly affected: ErrorGroupDetail['affected']
  /** All of them. */
  readonly sessions: number
}

/** The sessions that it happened in, the newest first. */
export function AffectedSessions({ affected, sessions }: AffectedSessionsProps) {
  return (
    <DrawerPart
      title={
        sessions > affected.length
          ? `Affected sessions, the newest ${affected.length} of ${sessions}`
          : 'Affected sessions'
      }
    >
      <ul className="px-4">
        {affected.map(({ id, url, time, count }) => (
          <li key={id} className="border-t border-hairline">
            <Link
              to="/"
              search={{ session: id, tab: 'errors' }}
              className="flex h-7 items-center gap-3 hover:bg-row-hover"
            >
              <code className="min-w-0 flex-1 truncate" title={url ?? ''}>
                {url ?? 'a page that is not known'}
              </code>
              {count === 1 ? null : <span className="text-dim">{plural(count, 'time')}</span>}
              <Age time={time} ago className="w-20 text-right text-dim" />
            </Link>
          </li>
        ))}
      </ul>
    </DrawerPart>
  )
}
