import type { ErrorGroup } from '@kymo/protocol'
import { Age } from '../clock/age.tsx'
import { mechanismShort, RUNTIME_WORDS } from '../detail/error-words.ts'
import { plural } from '../format/plural.ts'
import { count } from '../format/quantity.ts'
import type { Column } from '../lists/columns.ts'
import { Mark } from '../status/mark.tsx'
import { Place } from '../status/place.tsx'

export const GROUP_COLUMNS: readonly Column<ErrorGroup>[] = [
  {
    id: 'error',
    header: 'Error',
    track: 'minmax(0, 1fr)',
    cell: (group) => (
      <>
        <Mark shape="cross" className="text-error" />
        <code className="max-w-[45%] shrink-0 truncate text-error">{group.type}</code>
        <span className="min-w-0 truncate" title={group.message}>
          {group.message}
        </span>
      </>
    ),
  },
  {
    id: 'source',
    header: 'In',
    track: 'minmax(180px, 0.36fr)',
    from: 720,
    cell: ({ latest }) => <Place place={latest.source} />,
  },
  {
    id: 'mechanism',
    header: 'Kind',
    track: '112px',
    from: 960,
    cell: ({ latest }) => <span className="truncate text-dim">{mechanismShort(latest)}</span>,
  },
  {
    id: 'runtime',
    header: 'Runtime',
    track: '76px',
    from: 1060,
    cell: ({ latest }) => (
      <span className="text-dim">{latest.runtime === null ? '–' : RUNTIME_WORDS[latest.runtime]}</span>
    ),
  },
  {
    id: 'app',
    header: 'App',
    track: 'minmax(72px, 0.12fr)',
    from: 1120,
    cell: ({ app }) => <span className="truncate text-dim">{app}</span>,
  },
  {
    id: 'sessions',
    header: 'Sessions',
    track: '76px',
    align: 'end',
    from: 640,
    cell: ({ sessions }) => <span className="text-dim">{count(sessions)}</span>,
  },
  {
    id: 'count',
    header: 'Count',
    track: '68px',
    align: 'end',
    cell: (group) => <span className="font-medium">{count(group.count)}</span>,
  },
  {
    id: 'first',
    header: 'First seen',
    track: '80px',
    align: 'end',
    from: 880,
    cell: ({ firstSeen }) => <Age time={firstSeen} className="text-dim" />,
  },
  {
    id: 'last',
    header: 'Last seen',
    track: '80px',
    align: 'end',
    cell: ({ lastSeen }) => <Age time={lastSeen} className="text-dim" />,
  },
]

/** An error where there is no room for columns. */
export function GroupTwoLines({ group }: { group: ErrorGroup }) {
  return (
    <>
      <span className="flex items-center gap-2">
        <Mark shape="cross" className="text-error" />
        <span className="min-w-0 flex-1 truncate">{group.message === '' ? group.type : group.message}</span>
        <Age time={group.lastSeen} className="shrink-0 text-dim" />
      </span>
      <span className="flex items-center gap-3 pl-[18px] text-label text-dim">
        <code className="max-w-[40%] shrink-0 truncate text-label! text-error">{group.type}</code>
        <span className="min-w-0 truncate">{group.latest.source?.file}</span>
        <span className="ml-auto shrink-0">{plural(group.count, 'time')}</span>
      </span>
    </>
  )
}
