import type { FetchEvent } from '@kymo/protocol'
import { Size } from '../format/figures.tsx'
import { asText, size } from '../format/quantity.ts'
import type { Column } from '../lists/columns.ts'
import { CacheBadge } from '../status/cache-badge.tsx'
import { cacheText } from '../status/cache-words.ts'
import { ORIGIN_WORDS } from '../status/fetch-origins.ts'
import { Place } from '../status/place.tsx'
import { StatusCode } from '../status/status-code.tsx'
import { timeColumns } from './span-columns.tsx'
import { splitUrl } from './split-url.ts'

/** @param origin time zero that starts are counted from; without it their age is shown */
export function fetchColumns(origin: number | undefined): Column<FetchEvent>[] {
  return [
    {
      id: 'status',
      header: 'Status',
      track: '72px',
      cell: (row) => <StatusCode code={row.statusCode} failed={row.error !== null} />,
    },
    {
      id: 'method',
      header: 'Method',
      track: '60px',
      from: 620,
      cell: (row) => <code className="text-dim">{row.method}</code>,
    },
    { id: 'url', header: 'Address', track: 'minmax(0, 1fr)', cell: (row) => <Url row={row} /> },
    { id: 'cache', header: 'Cache', track: '76px', cell: (row) => <Cache row={row} /> },
    {
      id: 'origin',
      header: 'From',
      track: '128px',
      from: 880,
      cell: (row) => <span className="truncate text-dim">{ORIGIN_WORDS[row.origin]}</span>,
    },
    {
      id: 'source',
      header: 'Called in',
      track: 'minmax(156px, 0.42fr)',
      from: 960,
      cell: (row) => <Place place={row.source} />,
    },
    {
      id: 'size',
      header: 'Size',
      track: '74px',
      align: 'end',
      from: 720,
      cell: (row) => (
        <span title={sizesText(row)}>
          <Size value={row.responseSize} />
        </span>
      ),
    },
    ...timeColumns(origin),
  ]
}

function sizesText({ requestSize, responseSize }: FetchEvent): string {
  return `Request ${asText(size(requestSize))}, response ${asText(size(responseSize))}`
}

/** What the cache did; on hover why, and how it was asked to. */
export function Cache({ row }: { row: FetchEvent }) {
  return <CacheBadge status={row.cache.status} title={cacheText(row.cache)} />
}

/** Characters of a host that are always shown. */
const SHORTEST_HOST = 10

function Url({ row }: { row: FetchEvent }) {
  const { host, rest } = splitUrl(row.url)
  return (
    <code className="flex min-w-0" title={row.error ?? row.url}>
      {/* Where there is no room for both, the host is cut off first: it is the same in most rows. */}
      <span
        className="shrink-[1000] truncate text-dim"
        style={{ minWidth: `${Math.min(host.length, SHORTEST_HOST)}ch` }}
      >
        {host}
      </span>
      <span className="min-w-0 truncate">{rest}</span>
      {row.error === null || (row.statusCode ?? 0) >= 400 ? null : (
        <span className="min-w-0 flex-1 basis-0 truncate pl-2 text-error">{row.error}</span>
      )}
      {row.aborted ? <span className="min-w-0 flex-1 basis-0 truncate pl-2 text-faint">given up</span> : null}
    </code>
  )
}
