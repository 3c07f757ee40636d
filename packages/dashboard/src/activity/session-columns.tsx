import { Age } from '../clock/age.tsx'
import { Duration } from '../format/figures.tsx'
import type { Column } from '../lists/columns.ts'
import { KindSwatch } from '../status/kind.tsx'
import { Mark } from '../status/mark.tsx'
import { StatusMark } from '../status/status-code.tsx'
import { Tags } from '../status/tags.tsx'
import { CountCell } from './count-cell.tsx'
import type { SessionRow } from './session-rows.ts'
import { TabMark, VisitMark } from './visit-mark.tsx'

const WHAT: Column<SessionRow> = {
  id: 'what',
  header: 'Session',
  track: 'minmax(0, 1fr)',
  cell: (row) =>
    row.kind === 'session' ? (
      <>
        <StatusMark code={row.session.statusCode} />
        <VisitMark session={row.session} />
        <Address method={row.session.method} url={row.session.url} />
      </>
    ) : (
      <>
        {row.failed ? (
          <Mark shape="cross" className="text-error" label="failed" />
        ) : (
          <KindSwatch hue={row.hue} label />
        )}
        <Address method={row.method} url={row.title} host={row.host} dim />
        <Tags of={row.tags} />
      </>
    ),
}

const TAB: Column<SessionRow> = {
  id: 'tab',
  header: 'Tab',
  name: 'Browser tab',
  track: '34px',
  align: 'center',
  from: 320,
  cell: (row) => (row.kind === 'session' ? <TabMark tab={row.session.visit?.tab} /> : null),
}

const FIGURES: readonly Column<SessionRow>[] = [
  {
    id: 'fetches',
    header: <KindSwatch hue="fetch" label />,
    name: 'Fetches',
    track: '30px',
    align: 'end',
    from: 340,
    cell: (row) => (row.kind === 'session' ? <CountCell value={row.session.counts.fetches} /> : null),
  },
  {
    id: 'actions',
    header: <KindSwatch hue="action" label />,
    name: 'Actions',
    track: '26px',
    align: 'end',
    from: 380,
    cell: (row) => (row.kind === 'session' ? <CountCell value={row.session.counts.actions} /> : null),
  },
  {
    id: 'errors',
    header: <Mark shape="cross" label="Errors" />,
    name: 'Errors',
    track: '26px',
    align: 'end',
    cell: (row) => (row.kind === 'session' ? <CountCell value={row.session.counts.errors} error /> : null),
  },
  {
    id: 'duration',
    header: 'Duration',
    track: '70px',
    align: 'end',
    cell: (row) => {
      const value = row.kind === 'session' ? row.session.duration : row.duration
      return value === null ? null : <Duration value={value} />
    },
  },
  {
    id: 'age',
    header: 'Ago',
    track: '50px',
    align: 'end',
    cell: (row) =>
      row.kind === 'session' ? <Age time={row.session.startTime} className="text-dim" /> : null,
  },
]

/** @param tabs whether to say which browser tab each is of */
export function sessionColumns(tabs: boolean): readonly Column<SessionRow>[] {
  return [WHAT, ...(tabs ? [TAB] : []), ...FIGURES]
}

interface AddressProps {
  readonly method: string | null
  readonly url: string
  readonly host?: string | undefined
  readonly dim?: boolean
}

/** Method and address; GET goes without saying. */
function Address({ method, url, host, dim }: AddressProps) {
  return (
    <code className={`min-w-0 truncate ${dim ? 'text-dim' : ''}`} title={url}>
      {method === null || method === 'GET' ? null : <span className="text-dim">{method} </span>}
      {url}
      {host === undefined ? null : <span className="text-faint"> {host}</span>}
    </code>
  )
}
