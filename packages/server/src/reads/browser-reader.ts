import {
  type BrowserComponents,
  type BrowserHealthView,
  type BrowserMemory,
  type BrowserNetwork,
  type BrowserPage,
  type BrowserSignals,
  type BrowserVitals,
  CALL_APIS,
  type CallApi,
  COMMIT_EVENT,
  COMPONENTS_EVENT,
  type CommitDetail,
  type Device,
  LEAK_EVENT,
  MEMORY_EVENT,
  pageHealth,
  SIGNALS_EVENT,
  type TimeWindow,
} from '@kymo/protocol'
import { commitOf } from '../queries/browser/commits.ts'
import { renderSums, sumComponents } from '../queries/browser/components.ts'
import { healthFigures } from '../queries/browser/health.ts'
import { heapGrowth, leakOf, pageMemory } from '../queries/browser/memory.ts'
import { browserCalls } from '../queries/browser/network.ts'
import { pageOf } from '../queries/browser/pages.ts'
import { signalFaults, sumSignals } from '../queries/browser/signals.ts'
import { browserVitals, vitalSample } from '../queries/browser/vitals.ts'
import { seriesStep } from '../queries/performance.ts'
import type { EventRow, SpanRow } from '../store/rows.ts'
import type { SpanFilter } from '../store/span-query.ts'
import type { EventFilter, Store } from '../store/store.ts'
import { rangeOf, TRACE_REACH } from './trace-digests.ts'

/** Reports that are added up, the newest. */
const MAX_REPORTS = 1_000
/** Of the one page whose signals are shown. */
const MAX_SIGNAL_REPORTS = 2_000
const MAX_SAMPLES = 1_000
const MAX_PAGES = 50
const MAX_COMMITS = 50
const MAX_LEAKS = 100
const MAX_POOR = 50
const MAX_CALLS = 500
const MAX_HOSTS = 100

export interface BrowserQuery {
  readonly window: TimeWindow
  readonly app: string | undefined
}

export interface VitalsQuery extends BrowserQuery {
  readonly route: string | undefined
  readonly device: Device | undefined
}

export interface NetworkQuery extends BrowserQuery {
  readonly visit: string | undefined
  readonly host: string | undefined
  readonly by: readonly CallApi[] | undefined
  readonly text: string | undefined
}

export interface PageQuery extends BrowserQuery {
  /** Its `service.instance.id`. */
  readonly page: string | undefined
}

/** Finds in a store what pages in browsers told. */
export class BrowserReader {
  readonly #store: Store
  readonly #slow: number

  /** @param slow milliseconds from which a call is slow */
  constructor(store: Store, slow: number) {
    this.#store = store
    this.#slow = slow
  }

  async vitals({ window, ...filter }: VitalsQuery): Promise<BrowserVitals> {
    const step = seriesStep(window)
    const [stats, poor] = await Promise.all([
      this.#store.vitalStats({ ...window, ...filter }, step),
      this.#store.poorVitals({ ...window, ...filter }, MAX_POOR),
    ])
    const events = await this.#bySeq(poor.map(({ seq }) => seq))
    const samples = poor.flatMap(({ seq, route }) => {
      const event = events.get(seq)
      return (event && vitalSample(event, route)) ?? []
    })
    return browserVitals(window, step, stats, samples)
  }

  async components({ window, app }: BrowserQuery): Promise<BrowserComponents> {
    const [reports, commits] = await Promise.all([
      this.#store.events({ names: [COMPONENTS_EVENT], ...window, app, limit: MAX_REPORTS }),
      this.#store.events({ names: [COMMIT_EVENT], ...window, app, limit: MAX_COMMITS }),
    ])
    return {
      window,
      ...sumComponents(reports),
      commits: commits.flatMap((event) => commitOf(event)?.summary ?? []),
      capped: reports.length === MAX_REPORTS,
    }
  }

  async commit(seq: number): Promise<CommitDetail | undefined> {
    const [event] = await this.#store.events({ names: [COMMIT_EVENT], seqs: [seq], limit: 1 })
    return event && commitOf(event)
  }

  async signals({ window, app, page: wanted }: PageQuery): Promise<BrowserSignals> {
    const pages = await this.#pages({ names: [SIGNALS_EVENT], ...window, app })
    const page = await this.#page(pages, wanted, { names: [SIGNALS_EVENT], ...window })
    const reports =
      page === null
        ? []
        : await this.#store.events({
            names: [SIGNALS_EVENT],
            app: page.app,
            instances: [page.instance],
            to: window.to,
            limit: MAX_SIGNAL_REPORTS,
          })
    const capped = reports.length === MAX_SIGNAL_REPORTS
    return { window, pages, page, ...sumSignals(reports, window), capped }
  }

  async memory({ window, app, page: wanted }: PageQuery): Promise<BrowserMemory> {
    const pages = await this.#pages({ names: [MEMORY_EVENT], ...window, app })
    const page = await this.#page(pages, wanted, { names: [MEMORY_EVENT], ...window })
    const [samples, leaks] = await Promise.all([
      page === null
        ? []
        : this.#store.events({
            names: [MEMORY_EVENT],
            app: page.app,
            instances: [page.instance],
            ...window,
            limit: MAX_SAMPLES,
          }),
      this.#store.events({ names: [LEAK_EVENT], ...window, app, limit: MAX_LEAKS }),
    ])
    return {
      window,
      pages,
      page,
      ...pageMemory(samples),
      leaks: leaks.flatMap((event) => leakOf(event, pages) ?? []),
      capped: samples.length === MAX_SAMPLES || leaks.length === MAX_LEAKS,
    }
  }

  async network({ window, app, visit, host, by, text }: NetworkQuery): Promise<BrowserNetwork> {
    const filter: SpanFilter = {
      kinds: ['fetch'],
      callers: by ?? CALL_APIS,
      ...window,
      app,
      text,
      ...(host !== undefined && { hosts: [host] }),
      ...(visit !== undefined && { anyOf: { visitKeys: [], htmlIds: [], visitIds: [visit] } }),
    }
    const [{ total, hosts }, newest] = await Promise.all([
      this.#store.callStats(filter, this.#slow, MAX_HOSTS),
      this.#store.spans({ ...filter, order: 'newest', limit: MAX_CALLS }),
    ])
    const calls = [...newest].reverse()
    const [servers, interactions] = await this.#aroundCalls(calls)
    return {
      window,
      slowThreshold: this.#slow,
      total,
      hosts,
      calls: browserCalls(calls, servers, interactions),
      capped: total.count > calls.length,
    }
  }

  async health({ window, app }: BrowserQuery): Promise<BrowserHealthView> {
    const filter = { ...window, app }
    const [vitals, pages, { total }, components, signals, looks] = await Promise.all([
      this.#store.vitalSums(filter),
      this.#store.pageSums(filter),
      this.#store.callStats({ kinds: ['fetch'], callers: CALL_APIS, ...filter }, this.#slow, 1),
      this.#store.events({ names: [COMPONENTS_EVENT], ...filter, limit: MAX_REPORTS }),
      this.#store.events({ names: [SIGNALS_EVENT], ...filter, limit: MAX_REPORTS }),
      this.#store.eventSources({ names: [MEMORY_EVENT], ...filter }, MAX_PAGES),
    ])
    const newest = await this.#bySeq(looks.map(({ latest }) => latest))
    const figures = healthFigures({
      vitals,
      pages,
      calls: total,
      components: renderSums(components),
      memory: heapGrowth([...newest.values()]),
      signals: signalFaults(signals),
    })
    return { window, health: pageHealth(figures), figures }
  }

  /** The requests that calls became on servers, and what the user did before them. */
  async #aroundCalls(
    calls: readonly SpanRow[],
  ): Promise<readonly [servers: readonly SpanRow[], interactions: readonly SpanRow[]]> {
    if (calls.length === 0) return [[], []]
    const { from, to } = rangeOf(calls)
    const within = { from: from - TRACE_REACH, to: to + TRACE_REACH, order: 'newest' } as const
    const causes = calls.flatMap(({ parentId }) => parentId ?? [])
    return Promise.all([
      this.#store.spans({
        kinds: ['request'],
        traceIds: [...new Set(calls.map(({ traceId }) => traceId))],
        ...within,
        limit: MAX_CALLS * 4,
      }),
      causes.length === 0
        ? []
        : this.#store.spans({ kinds: ['measure'], spanIds: causes, ...within, limit: causes.length }),
    ])
  }

  /** Who told of some events, newest first. */
  async #pages(filter: EventFilter): Promise<readonly BrowserPage[]> {
    const sources = await this.#store.eventSources(filter, MAX_PAGES)
    const events = await this.#bySeq(sources.map(({ latest }) => latest))
    return sources.flatMap(({ latest }) => {
      const event = events.get(latest)
      return event === undefined ? [] : pageOf(event)
    })
  }

  /** The one that is wanted, which may not be among the newest. */
  async #page(
    pages: readonly BrowserPage[],
    wanted: string | undefined,
    filter: EventFilter,
  ): Promise<BrowserPage | null> {
    if (wanted === undefined) return pages[0] ?? null
    const known = pages.find(({ instance }) => instance === wanted)
    if (known !== undefined) return known
    const [page] = await this.#pages({ ...filter, instances: [wanted] })
    return page ?? null
  }

  async #bySeq(seqs: readonly number[]): Promise<ReadonlyMap<number, EventRow>> {
    if (seqs.length === 0) return new Map()
    const events = await this.#store.events({ seqs, limit: seqs.length })
    return new Map(events.map((event) => [event.seq, event]))
  }
}
