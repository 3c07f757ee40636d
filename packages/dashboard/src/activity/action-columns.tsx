import type { ServerActionEvent } from '@kymo/protocol'
import { Duration } from '../format/figures.tsx'
import type { Column } from '../lists/columns.ts'
import { Mark } from '../status/mark.tsx'
import { Start, timeColumns } from './span-columns.tsx'

function Result({ row }: { row: ServerActionEvent }) {
  const failed = row.status === 'error'
  return (
    <span className={`inline-flex items-center gap-1.5 ${failed ? 'text-error' : 'text-dim'}`}>
      <Mark shape={failed ? 'cross' : 'dot'} className={failed ? '' : 'text-ok'} />
      {failed ? 'failed' : 'ok'}
    </span>
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
      cell: (row) => <code className="truncate">{row.name}</code>,
    },
    {
      id: 'file',
      header: 'File',
      track: 'minmax(0, 1fr)',
      from: 640,
      cell: (row) => (
        <code className="truncate text-dim" {...(row.file === null ? {} : { title: row.file })}>
          {row.file ?? '–'}
        </code>
      ),
    },
    {
      id: 'error',
      header: 'Error',
      track: 'minmax(0, 1.4fr)',
      from: 820,
      cell: (row) =>
        row.error === null ? null : (
          <span className="truncate text-error" title={row.error}>
            {row.error}
          </span>
        ),
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
        <span className="min-w-0 truncate">{row.error ?? row.file}</span>
        <Start time={row.startTime} origin={origin} className="ml-auto shrink-0" />
      </span>
    </>
  )
}
