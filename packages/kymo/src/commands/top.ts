import type { PerformanceMetrics, RouteMetrics, RoutesTable } from '@kymo/protocol'
import type { CollectorClient } from '../collector-client.ts'
import { duration, percent } from '../terminal/format.ts'
import { printable } from '../terminal/printable.ts'
import { style } from '../terminal/style.ts'
import { type Column, renderTable } from '../terminal/table.ts'

export interface TopOptions {
  /** `15m`, `1h`, `24h` or `all` */
  readonly window: string
  readonly app: string | undefined
  readonly route: string | undefined
  readonly json: boolean
  /** Print once and end, as is done where the output is not a terminal. */
  readonly once: boolean
}

/** What one screen shows; also what `--json` prints. */
export interface TopView {
  /** As `GET /api/performance/metrics` answers. */
  readonly metrics: PerformanceMetrics
  /** Of the same window, slowest first. */
  readonly routes: readonly RouteMetrics[]
  /** Where a route was asked for that has no request: those that are like it, and have. */
  readonly similar?: readonly string[]
}

/** At most one redraw in this many milliseconds. */
const REDRAW_INTERVAL = 500

const ENTER_SCREEN = '\u001b[?1049h\u001b[?25l'
const LEAVE_SCREEN = '\u001b[?25h\u001b[?1049l'
const HOME = '\u001b[H'
const CLEAR_LINE = '\u001b[K'
const CLEAR_BELOW = '\u001b[J'

/** Shows routes, slowest first, redrawn as requests end, until `signal` is aborted. */
export async function top(client: CollectorClient, options: TopOptions, signal: AbortSignal): Promise<void> {
  if (options.json || options.once || !process.stdout.isTTY) {
    const view = await readView(client, options)
    process.stdout.write(
      options.json ? `${JSON.stringify(view, null, 2)}\n` : `${screen(view, Infinity).join('\n')}\n`,
    )
    return
  }
  let view = await readView(client, options)
  let lost = false
  process.stdout.write(ENTER_SCREEN)
  const draw = () => {
    const { columns, rows } = process.stdout
    const state = lost
      ? style.error('connection lost, trying again…'.slice(0, columns))
      : style.dim(`${client.url} · Ctrl-C ends`.slice(0, columns))
    const lines = [...screen(view, columns).slice(0, rows - 2), '', state]
    process.stdout.write(HOME + lines.map((line) => line + CLEAR_LINE).join('\n') + CLEAR_BELOW)
  }
  draw()
  const refresh = throttle(REDRAW_INTERVAL, async () => {
    try {
      view = await readView(client, options)
      lost = false
    } catch {
      lost = true
    }
    if (!signal.aborted) draw()
  })
  process.stdout.on('resize', draw)
  client.stream(
    'runtime',
    refresh,
    (state) => {
      lost = state === 'lost'
      // What ended while the connection was away is only in a new reading.
      if (state === 'open') refresh()
      else draw()
    },
    signal,
  )
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  process.stdout.off('resize', draw)
  process.stdout.write(LEAVE_SCREEN)
}

async function readView(client: CollectorClient, { window, app, route }: TopOptions): Promise<TopView> {
  const metrics = await client.get<PerformanceMetrics>('/api/performance/metrics', { window, app, route })
  const { from, to } = metrics.window
  const exactly = { from: String(from), to: String(to), app }
  const { routes } = await client.get<RoutesTable>('/api/performance/routes', { ...exactly, route })
  if (route === undefined || routes.length > 0) return { metrics, routes }
  const all = await client.get<RoutesTable>('/api/performance/routes', exactly)
  return { metrics, routes, similar: similarRoutes(route, all.routes) }
}

/** At most so many are named. */
const SIMILAR = 5

/** What a route that was typed in part, or as a path, may have meant. */
export function similarRoutes(typed: string, routes: readonly RouteMetrics[]): string[] {
  const text = typed.toLowerCase()
  const names = [...new Set(routes.map(({ route }) => route))]
  const matching = names.filter((name) => pathPattern(name).test(typed))
  const containing = names.filter((name) => name.toLowerCase().includes(text))
  return [...new Set([...matching, ...containing])].slice(0, SIMILAR)
}

/** `/product/[id]` and `/users/:id` as what `/product/17` and `/users/42` fit. */
function pathPattern(route: string): RegExp {
  const parts = route.split('/').map((part) => {
    if (/^\[\[?\.\.\./.test(part)) return '.*'
    if (/^(\[.+\]|:.+)$/.test(part)) return '[^/]+'
    return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  })
  return new RegExp(`^${parts.join('/')}$`)
}

const COLUMNS: readonly Column<RouteMetrics>[] = [
  { title: 'ROUTE', flexible: true, cell: (row) => `${row.method} ${row.route}` },
  { title: 'COUNT', align: 'right', cell: (row) => String(row.count) },
  {
    title: 'ERRORS',
    align: 'right',
    cell: (row) => percent(row.errorRate),
    paint: (text, row) => (row.errors > 0 ? style.error(text) : style.dim(text)),
  },
  { title: 'P50', align: 'right', cell: (row) => duration(row.percentiles.p50) },
  {
    title: 'P95',
    align: 'right',
    cell: (row) => duration(row.percentiles.p95),
    paint: (text, row) => (row.slow > 0 ? style.slow(text) : text),
  },
  { title: 'P99', align: 'right', cell: (row) => duration(row.percentiles.p99) },
  {
    title: 'SLOW',
    align: 'right',
    cell: (row) => String(row.slow),
    paint: (text, row) => (row.slow > 0 ? style.slow(text) : style.dim(text)),
  },
]

/** The screen's lines, at most `width` columns wide. */
export function screen({ metrics, routes, similar }: TopView, width: number): string[] {
  const { p50, p95, p99 } = metrics.percentiles
  const totals = [
    `${metrics.totalRequests} ${metrics.totalRequests === 1 ? 'request' : 'requests'}`,
    `${percent(metrics.errorRate)} errors`,
    `${percent(metrics.slowRequestRate)} slow (≥ ${duration(metrics.slowThreshold)})`,
    `p50 ${duration(p50)}`,
    `p95 ${duration(p95)}`,
    `p99 ${duration(p99)}`,
  ].join(' · ')
  const heading = style.strong(printable(totals).slice(0, width))
  if (similar !== undefined)
    return [
      heading,
      '',
      style.dim('No request of this route in this window.'),
      ...similar.map((route) => `  --route ${printable(route)}`.slice(0, width)),
    ]
  if (routes.length === 0)
    return [heading, '', style.dim('No request in this window yet. Use the app, and its routes appear here.')]
  return [heading, '', ...renderTable(COLUMNS, routes, width, style.dim)]
}

/** Calls `run` at once, then at most once an interval, and never twice at a time; the last call is not lost. */
function throttle(interval: number, run: () => Promise<void>): () => void {
  let running = false
  let again = false
  const next = () => {
    running = true
    again = false
    void run().finally(() =>
      setTimeout(() => {
        running = false
        if (again) next()
      }, interval),
    )
  }
  return () => {
    if (running) again = true
    else next()
  }
}
