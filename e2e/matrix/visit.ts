import type { Row } from './row.ts'

/** A request to the app, and the rows that it is to leave. */
export interface Visit {
  /** Path; POST where there is a body. */
  readonly path: string
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Milliseconds to wait before. */
  readonly wait?: number
  /** Sends the form of the page, as a browser without scripts does. */
  readonly form?: Readonly<Record<string, string>>
  readonly rows: readonly Row[]
}

/** Whether it calls in the file of the route itself, each of which is bundled apart, and not in one that many share. */
export const isInPlace = ({ path, form }: Visit): boolean => /\bhere\b/.test(form?.mode ?? path)

/** Visits in the order in which they are made: what the first leaves in a cache, the next finds. */
export interface Group {
  readonly name: string
  readonly visits: readonly Visit[]
}

export interface Stage {
  readonly version: '16.4' | '15.5'
  readonly dev: boolean
  /** Where the proxy runs: version 15 has the choice. */
  readonly proxy: 'nodejs' | 'edge'
}

/** Longer than an entry lives that is to be renewed after a second. */
export const STALE = 1100

export const NO_STORE = ['skip', 'cache: no-store'] as const
export const AUTO = ['skip', 'auto no cache'] as const
export const MISS = ['miss', 'not in the cache'] as const
export const RENEWAL = ['miss', 'renews the stale entry in the background'] as const
export const MEMOIZED = ['hit', 'request memoization: the same fetch in this render'] as const
export const NO_CACHE_THERE = ['skip', 'outside of the data cache'] as const

/** A hit, with the time for which the entry is good: `60`, or `false` for ever. */
export const hit = (revalidate: number | false) => ['hit', `revalidate: ${revalidate}`] as const
export const stale = (revalidate: number) => ['stale', `revalidate: ${revalidate}`] as const
