import { type BrowserVitals, type VitalFigures, WEB_VITALS, type WebVital } from '@kymo/protocol'
import { useMemo } from 'react'
import { plural } from '../../format/plural.ts'
import { count } from '../../format/quantity.ts'
import type { Column } from '../../lists/columns.ts'
import { DataGrid } from '../../lists/data-grid.tsx'
import { rowsOf } from '../../lists/row-source.ts'
import { useDetailRows } from '../../lists/use-detail-rows.ts'
import { VitalValue } from '../rating.tsx'

type RouteRow = BrowserVitals['routes'][number]
type DeviceRow = BrowserVitals['devices'][number]

const p75Of = (vitals: readonly VitalFigures[], vital: WebVital) =>
  vitals.find((figures) => figures.vital === vital)?.p75 ?? null

/** A column for each vital. With less room the diagnostic ones give way first. */
function vitalColumns<Row extends { readonly vitals: readonly VitalFigures[] }>(): Column<Row>[] {
  const from: Readonly<Partial<Record<WebVital, number>>> = { FCP: 700, TTFB: 760 }
  return WEB_VITALS.map((vital) => ({
    id: vital,
    header: vital,
    track: '92px',
    align: 'end',
    ...(from[vital] === undefined ? {} : { from: from[vital] }),
    cell: (row) => <VitalValue vital={vital} value={p75Of(row.vitals, vital)} />,
  }))
}

function Compact({ name, row }: { name: string; row: Pick<RouteRow, 'loads' | 'vitals'> }) {
  return (
    <>
      <span className="flex gap-2">
        <code className="min-w-0 flex-1 truncate">{name}</code>
        <span className="text-label text-dim">{plural(row.loads, 'load')}</span>
      </span>
      <span className="flex gap-4 text-label">
        {(['LCP', 'INP', 'CLS'] as const).map((vital) => (
          <span key={vital} className="flex gap-1.5">
            <span className="text-faint">{vital}</span>
            <VitalValue vital={vital} value={p75Of(row.vitals, vital)} />
          </span>
        ))}
      </span>
    </>
  )
}

const ROUTE_COLUMNS: readonly Column<RouteRow>[] = [
  {
    id: 'route',
    header: 'Route',
    track: 'minmax(0, 1fr)',
    cell: (row) => (
      <code
        className="min-w-0 truncate"
        title={
          row.derived ? 'The framework did not name this route; it was made from the address' : row.route
        }
      >
        {row.route}
      </code>
    ),
  },
  { id: 'loads', header: 'Loads', track: '64px', align: 'end', cell: (row) => count(row.loads) },
  ...vitalColumns<RouteRow>(),
]

const DEVICE_COLUMNS: readonly Column<DeviceRow>[] = [
  {
    id: 'device',
    header: 'Device',
    track: 'minmax(80px, 1fr)',
    cell: (row) => <span className="first-letter:uppercase">{row.device}</span>,
  },
  { id: 'loads', header: 'Loads', track: '64px', align: 'end', cell: (row) => count(row.loads) },
  ...vitalColumns<DeviceRow>().filter(({ id }) => id !== 'FCP' && id !== 'TTFB'),
]

/** A route that the framework named and one that was made from addresses may read the same. */
const routeKey = (row: RouteRow) => `${row.derived ? 'derived ' : ''}${row.route}`
const deviceKey = (row: DeviceRow) => row.device

interface TableProps<Row> {
  readonly rows: readonly Row[]
  readonly chosen: string | undefined
  readonly onChoose: (row: Row) => void
}

/** The vitals of each route; one that is opened is what the page is of. */
export function RouteTable({ rows, chosen, onChoose }: TableProps<RouteRow>) {
  const source = useMemo(() => rowsOf(rows, routeKey), [rows])
  const open = rows.find(({ route }) => route === chosen)
  const detail = useDetailRows<RouteRow>({
    keyOf: routeKey,
    open: open === undefined ? undefined : routeKey(open),
    show: onChoose,
  })
  return (
    <DataGrid
      label="Vitals by route"
      primary
      source={source}
      columns={ROUTE_COLUMNS}
      compact={(row) => <Compact name={row.route} row={row} />}
      compactBelow={520}
      {...detail}
    />
  )
}

export function DeviceTable({ rows, chosen, onChoose }: TableProps<DeviceRow>) {
  const source = useMemo(() => rowsOf(rows, deviceKey), [rows])
  const detail = useDetailRows<DeviceRow>({ keyOf: deviceKey, open: chosen, show: onChoose })
  return (
    <DataGrid
      label="Vitals by device"
      source={source}
      columns={DEVICE_COLUMNS}
      compact={(row) => <Compact name={row.device} row={row} />}
      compactBelow={420}
      {...detail}
    />
  )
}
