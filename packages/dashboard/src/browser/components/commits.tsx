import type { CommitSummary } from '@kymo/protocol'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { commitQuery } from '../../api/browser.ts'
import { ApiError } from '../../api/client.ts'
import { Age } from '../../clock/age.tsx'
import { Duration } from '../../format/figures.tsx'
import { plural } from '../../format/plural.ts'
import { count } from '../../format/quantity.ts'
import type { Column } from '../../lists/columns.ts'
import { DataGrid } from '../../lists/data-grid.tsx'
import { rowsOf } from '../../lists/row-source.ts'
import { useDetailRows } from '../../lists/use-detail-rows.ts'
import { Problem } from '../../status/problem.tsx'
import { FlameView } from './flame.tsx'

const keyOf = (commit: CommitSummary) => commit.id

const COLUMNS: readonly Column<CommitSummary>[] = [
  {
    id: 'name',
    header: 'Commit',
    track: 'minmax(0, 1fr)',
    cell: ({ name, path }) => (
      <code className="min-w-0 truncate" title={path === null ? name : `${name}, at ${path}`}>
        {name}
      </code>
    ),
  },
  {
    id: 'components',
    header: 'Rendered',
    track: '68px',
    align: 'end',
    cell: ({ components }) => <span className="text-dim">{count(components)}</span>,
  },
  {
    id: 'duration',
    header: 'Took',
    track: '76px',
    align: 'end',
    cell: ({ duration }) => <Duration value={duration} />,
  },
  {
    id: 'age',
    header: 'Ago',
    track: '56px',
    align: 'end',
    cell: ({ time }) => <Age time={time} className="text-dim" />,
  },
]

interface CommitsProps {
  readonly commits: readonly CommitSummary[]
  /** The one of the address. */
  readonly chosen: string | undefined
  readonly onChoose: (id: string) => void
  /** Whether what is not the app's is drawn, too. */
  readonly libraries: boolean
}

/** The commits that pages told of, and the picture of one: the newest until one is chosen. */
export function Commits({ commits, chosen, onChoose, libraries }: CommitsProps) {
  const id = chosen ?? commits[0]?.id
  const source = useMemo(() => rowsOf(commits, keyOf), [commits])
  const detail = useDetailRows<CommitSummary>({ keyOf, open: id, show: (commit) => onChoose(commit.id) })
  return (
    <div className="commits">
      <div className="commits-list">
        <DataGrid
          label="Commits"
          source={source}
          columns={COLUMNS}
          compact={(commit) => (
            <>
              <span className="flex gap-2">
                <code className="min-w-0 flex-1 truncate">{commit.name}</code>
                <Duration value={commit.duration} />
              </span>
              <span className="flex text-label text-dim">
                {plural(commit.components, 'component')}
                <Age time={commit.time} ago className="ml-auto" />
              </span>
            </>
          )}
          compactBelow={240}
          {...detail}
        />
      </div>
      {id === undefined ? null : <CommitPicture key={id} id={id} libraries={libraries} />}
    </div>
  )
}

function CommitPicture({ id, libraries }: { id: string; libraries: boolean }) {
  const { data, error, refetch } = useQuery(commitQuery(id))
  if (data === undefined) {
    return error === null ? (
      <div />
    ) : error instanceof ApiError && error.status === 404 ? (
      <p className="p-4 text-dim">This commit is no longer kept.</p>
    ) : (
      <Problem error={error} onRetry={() => void refetch()} />
    )
  }
  const { summary, report } = data
  const whole = libraries || summary.library !== undefined
  return (
    <section aria-label="One commit" className="flex min-h-0 min-w-0 flex-col">
      <p className="flex flex-wrap items-center gap-x-3 px-4 pt-2">
        <code className="font-medium">{summary.name}</code>
        <span className="text-dim">
          {plural(summary.components, 'component')} rendered
          {summary.duration === null ? '' : ' in '}
          {summary.duration === null ? null : <Duration value={summary.duration} className="text-text" />}
        </span>
        {summary.path === null ? null : <code className="text-dim">{summary.path}</code>}
        {summary.visitId === null ? null : (
          <Link to="/" search={{ session: summary.visitId }} className="ml-auto text-accent underline">
            Its session
          </Link>
        )}
      </p>
      <FlameView
        label={`What the commit of ${summary.name} rendered`}
        key={String(whole)}
        report={report}
        libraries={whole}
      />
    </section>
  )
}
