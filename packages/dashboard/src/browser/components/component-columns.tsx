import { Duration } from '../../format/figures.tsx'
import { plural } from '../../format/plural.ts'
import { count } from '../../format/quantity.ts'
import type { Column } from '../../lists/columns.ts'
import { Mark } from '../../status/mark.tsx'
import { Tags } from '../../status/tags.tsx'
import { CauseBar } from './cause-bar.tsx'
import { type ComponentRow, mountBalance, rendersAgain } from './order-components.ts'
import type { ComponentSort } from './search.ts'

type SortedColumn = Omit<Column<ComponentRow>, 'sort'> & { readonly sortBy?: ComponentSort }

interface ComponentColumnsOptions {
  readonly slowThreshold: number | null
  /** Whether renders were measured. */
  readonly timed: boolean
}

const balanceText = (value: number) => (value > 0 ? `+${count(value)}` : count(value))

export function componentColumns({ slowThreshold, timed }: ComponentColumnsOptions): SortedColumn[] {
  const isSlow = (value: number | undefined) =>
    value !== undefined && slowThreshold !== null && value >= slowThreshold
  const times: SortedColumn[] = timed
    ? [
        {
          id: 'self',
          sortBy: 'self',
          header: 'Self',
          track: '84px',
          align: 'end',
          from: 980,
          cell: (row) => <Duration value={row.selfTime ?? null} />,
        },
        {
          id: 'max',
          sortBy: 'max',
          header: 'Slowest',
          track: '92px',
          align: 'end',
          from: 620,
          cell: (row) => (
            <span className="flex items-center gap-1.5">
              {isSlow(row.maxTime) ? <Mark shape="triangle" className="text-slow" label="slow" /> : null}
              <Duration value={row.maxTime ?? null} className={isSlow(row.maxTime) ? 'text-slow' : ''} />
            </span>
          ),
        },
      ]
    : []
  return [
    {
      id: 'name',
      sortBy: 'name',
      header: 'Component',
      track: 'minmax(0, 1fr)',
      cell: (row) => (
        <>
          <code className="min-w-0 truncate" title={row.name}>
            {row.name}
          </code>
          <Tags of={tagsOf(row)} />
        </>
      ),
    },
    {
      id: 'again',
      sortBy: 'again',
      header: 'Renders again',
      track: '104px',
      align: 'end',
      cell: (row) => <span className="font-medium">{count(rendersAgain(row))}</span>,
    },
    {
      id: 'wasted',
      sortBy: 'wasted',
      header: 'Wasted',
      track: '72px',
      align: 'end',
      from: 540,
      cell: (row) => <span className={row.wasted > 0 ? 'text-slow' : 'text-faint'}>{count(row.wasted)}</span>,
    },
    {
      id: 'causes',
      header: 'Because of',
      track: 'minmax(140px, 0.8fr)',
      from: 720,
      cell: (row) => <CauseBar causes={row.causes} />,
    },
    {
      id: 'keys',
      header: 'What changed',
      track: 'minmax(100px, 0.7fr)',
      from: 1100,
      cell: (row) => (
        <code className="min-w-0 truncate text-dim" title={row.keys.map(({ key }) => key).join(', ')}>
          {row.keys.length === 0 ? '–' : row.keys.map(({ key }) => key).join(', ')}
        </code>
      ),
    },
    ...times,
    {
      id: 'renders',
      sortBy: 'renders',
      header: 'Renders',
      track: '76px',
      align: 'end',
      from: 860,
      cell: (row) => <span className="text-dim">{count(row.renders)}</span>,
    },
    {
      id: 'mounted',
      sortBy: 'mounted',
      header: 'Mounted',
      track: '76px',
      align: 'end',
      from: 920,
      cell: (row) => (
        <span
          className="text-dim"
          title={`${plural(row.mounts, 'mount')}, ${plural(row.unmounts, 'unmount')}`}
        >
          {balanceText(mountBalance(row))}
        </span>
      ),
    },
  ]
}

const tagsOf = ({ framework, library }: ComponentRow) => [
  ...(framework === 'react' ? [] : [framework]),
  ...(library === undefined ? [] : ['library']),
]

/** A component where there is no room for columns. */
export function ComponentTwoLines({ row }: { row: ComponentRow }) {
  return (
    <>
      <span className="flex items-center gap-2">
        <code className="min-w-0 truncate">{row.name}</code>
        <Tags of={tagsOf(row)} />
        <span className="ml-auto">{count(rendersAgain(row))}</span>
        <span className="text-label text-faint">again</span>
      </span>
      <span className="flex items-center gap-3 text-label text-dim">
        <CauseBar causes={row.causes} />
        {row.wasted === 0 ? null : (
          <span className="ml-auto whitespace-nowrap text-slow">{count(row.wasted)} wasted</span>
        )}
      </span>
    </>
  )
}
