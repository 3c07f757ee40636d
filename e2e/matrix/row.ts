import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CacheStatus, FetchOrigin, Span } from '@kymo/protocol'
import { JSON_BODY } from './upstream.ts'

/** A fetch as it is to be seen. What is left out is as it is with most. */
export interface Row {
  /** What it asks the service for; the whole address where it asks someone else. */
  readonly url: string
  /** Default: GET. */
  readonly method?: string
  /** Default 200; null for no answer. */
  readonly status?: number | null
  readonly origin: FetchOrigin | null
  /** What became of it in the caches, and why; null where nobody knows. */
  readonly cache: readonly [CacheStatus, string] | null
  readonly mode?: string
  readonly revalidate?: number | false
  readonly tags?: readonly string[]
  /** What caused it. Default: the request. */
  readonly parent?: 'action'
  /** Bytes that were sent. Default: none. */
  readonly sent?: number
  /** Bytes of the answer, on the wire or in the cache. Default: those of `/json`; null where nobody knows. */
  readonly received?: number | null
  readonly error?: string
  readonly runtime?: 'edge'
  /** Where redirects led. */
  readonly redirected?: string
  /** File that calls, and text of the line. Default: where `lib/calls.ts` does. */
  readonly source?: readonly [file: string, text: string]
}

const SHARED_SOURCE = ['lib/calls.ts', 'await fetch(input, init)'] as const

/** A row as text, so that rows are compared and told apart easily. */
type Shown = Readonly<Record<string, unknown>>

/** @param folder of the app's sources; undefined where no sources are told, as in production */
export function expectedRow(row: Row, upstream: string, folder: string | undefined): Shown {
  const address = (url: string) => (url.startsWith('/') ? upstream + url : url)
  return {
    url: address(row.url),
    method: row.method ?? 'GET',
    status: row.status === undefined ? 200 : row.status,
    origin: row.origin,
    cache: row.cache?.[0] ?? null,
    reason: row.cache?.[1] ?? null,
    mode: row.mode ?? null,
    revalidate: row.revalidate ?? null,
    tags: row.tags ?? null,
    parent: row.parent ?? 'request',
    sent: row.sent ?? null,
    received: row.received === undefined ? JSON_BODY.length : row.received,
    error: row.error ?? null,
    runtime: row.runtime ?? null,
    redirected: row.redirected === undefined ? null : address(row.redirected),
    source: folder === undefined ? null : place(folder, row.source ?? SHARED_SOURCE),
  }
}

export function actualRow({ attributes }: Span, parent: Span | undefined): Shown {
  const of = (name: string) => attributes[name] ?? null
  const file = of('code.file.path')
  return {
    url: of('url.full'),
    method: of('http.request.method'),
    status: of('http.response.status_code'),
    origin: of('kymo.fetch.origin'),
    cache: of('kymo.cache.status'),
    reason: of('kymo.cache.reason'),
    mode: of('kymo.cache.mode'),
    revalidate: of('kymo.cache.revalidate'),
    tags: of('kymo.cache.tags'),
    parent: parent?.kind ?? null,
    sent: of('http.request.body.size'),
    received: of('http.response.body.size'),
    error: of('error.type'),
    runtime: of('kymo.runtime'),
    redirected: of('kymo.fetch.redirected'),
    source: file === null ? null : `${file}:${of('code.line.number')}`,
  }
}

/** What reaches the service because of the row: nothing, where a cache gave the answer, or nobody could be asked. */
export function requestsOf({ url, method = 'GET', cache, redirected }: Row): string[] {
  if (!url.startsWith('/') || ['hit', 'stale', 'hmr'].includes(cache?.[0] ?? '')) return []
  return [url, ...(redirected === undefined ? [] : [redirected])].map((asked) => `${method} ${asked}`)
}

function place(folder: string, [file, text]: readonly [string, string]): string {
  const lines = readFileSync(join(folder, file), 'utf8').split('\n')
  return `${file}:${lines.findIndex((line) => line.includes(text)) + 1}`
}
