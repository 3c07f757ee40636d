import type { ServerActionEvent } from '@kymo/protocol'
import { Icon } from '../controls/icon.tsx'
import { Duration } from '../format/figures.tsx'
import type { Column } from '../lists/columns.ts'
import { Mark } from '../status/mark.tsx'
import { Place } from '../status/place.tsx'
import { Tags } from '../status/tags.tsx'
import { Start, timeColumns } from './span-columns.tsx'

/** Paths and tags that are named in a row. */
const MOST_TAGS = 3

function Result({ row }: { row: ServerActionEvent }) {
  const failed = row.status === 'error'
  return (
    <span className={`inline-flex items-center gap-1.5 ${failed ? 'text-error' : 'text-dim'}`}>
      <Mark shape={failed ? 'cross' : 'dot'} className={failed ? '' : 'text-ok'} />
      {failed ? 'failed' : 'ok'}
    </span>
  )
}

/** What came of it: why it failed, else where it sent the browser and what it made stale. */
function Effect({ row }: { row: ServerActionEvent }) {
  const { error, redirect } = row
  const revalidated = [...new Set(row.revalidated)]
  if (error !== null) {
    return (
      <span className="truncate text-error" title={error}>
        {error}
      </span>
    )
  }
  return (
    <>
      {redirect === null ? null : (
        <span className="flex min-w-0 items-center gap-1 text-dim" title={`Redirected to ${redirect}`}>
          <Icon name="right" size={12} />
          <span className="sr-only">Redirected to </span>
          <code className="truncate">{redirect}</code>
        </span>
      )}
      <Tags of={revalidated.slice(0, MOST_TAGS)} />
      {revalidated.length > MOST_TAGS ? (
        <span className="text-label text-faint" title={revalidated.join('\n')}>
          +{revalidated.length - MOST_TAGS}
        </span>
      ) : null}
    </>
  )
}

/** @param origin time zero that starts are counted from; without it their age is shown */
export function actionColumns(origin: number | undefined): Column<ServerActionEvent>[] {
  return [
    { id: 'status', header: 'Result', track: '84px', cell: (row) => <Result row={row} /> },
    {
      id: 'name',
      header: 'Action',
      track: 'minmax(120px, 1fr)',
      cell: (row) => (
        <>
          <code className="truncate">{row.name}</code>
          {row.kind === 'form' ? <Tags of={['form']} /> : null}
        </>
      ),
    },
    {
      id: 'file',
      header: 'Defined in',
      track: 'minmax(0, 1fr)',
      from: 640,
      cell: (row) => <Place place={row.file === null ? null : { file: row.file, line: row.line }} />,
    },
    {
      id: 'effect',
      header: 'Effect',
      track: 'minmax(0, 1.4fr)',
      from: 820,
      cell: (row) => <Effect row={row} />,
    },
    ...timeColumns(origin),
  ]
}

/** An action where there is no room for columns. */
export function ActionTwoLines({ row, origin }: { row: ServerActionEvent; origin: number | undefined }) {
  return (
    <>
      <span className="flex items-center gap-2">
        <code className="min-w-0 flex-1 truncate">{row.name}</code>
        <Duration value={row.duration} />
      </span>
      <span className="flex items-center gap-3 text-label text-dim">
        <Result row={row} />
        <span className="min-w-0 truncate">{row.error ?? row.redirect ?? row.file}</span>
        <Start time={row.startTime} origin={origin} className="ml-auto shrink-0" />
      </span>
    </>
  )
}
