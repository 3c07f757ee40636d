import { type Attributes, type AttributeValue, type CallApi, GIVEN_UP } from '@kymo/protocol'
import { epoch } from '../clock.ts'
import { newId } from '../ids.ts'
import { keptName, keptUrl } from '../kept.ts'
import { quietly } from '../quietly.ts'
import type { Traffic } from './traffic.ts'

/** Milliseconds after its answer's head that a call is waited for to end. */
const BODY = 30_000

/** What is asked, and for which visit. */
export interface Asked {
  readonly by: CallApi
  readonly method: string
  readonly url: URL
  readonly visitId?: string | undefined
  readonly cacheMode?: string | undefined
  /** As the app gave it; it is not to be read but where that leaves it as it is. */
  readonly body?: unknown
}

/** A call as its watchers see it: what they put into it becomes part of its span. */
export interface WatchedCall extends Asked {
  /** By `performance.now()`. */
  readonly start: number
  readonly spanId: string
  traceId: string
  parentId?: string
  readonly attributes: Record<string, AttributeValue>
}

/** How a call ended. Times are milliseconds. */
export interface CallEnd {
  /** 0 when it is not known, or none came. */
  readonly status: number
  /** Why it failed, also by its status. */
  readonly error: string | undefined
  /** Until the end of the body. */
  readonly duration: number
  readonly timing: PerformanceResourceTiming | undefined
}

/** Who wants to know of calls, and may say more of them. */
export interface CallWatcher {
  /** It is about to be made: its trace and parent can still be chosen. */
  begun?(call: WatchedCall): void
  /** Its span is about to be written. */
  ended?(call: WatchedCall, end: CallEnd): void
  /** An answer's head came; what the app makes of it runs right after this. @param status 0 when it is not known */
  answered?(call: WatchedCall, status: number): void
}

/** A call under way. */
export interface Call {
  readonly traceId: string
  readonly spanId: string
  readonly attributes: Record<string, AttributeValue>
  /**
   * Says that an answer came; its body may still come.
   * @param status 0 when it may not be known
   * @param open it lasts until `ended` is called
   */
  answered(status: number, open?: boolean): void
  /** Says that it is over: no answer came, or what was open has closed. @param errorType absent where all went well */
  ended(errorType?: string): void
}

export interface Calls {
  begin(asked: Asked): Call
  /** Writes all as far as they have come: the page may be gone soon. */
  settle(): void
  /** Looks no longer at what the browser tells of calls. */
  stop(): void
}

interface Open {
  readonly href: string
  readonly start: number
  timing: PerformanceResourceTiming | undefined
  head: number
  lasts: boolean | undefined
  write(): void
}

/**
 * Calls as spans. What happened on the wire is the browser's to tell, by resource timing: when the body ended, which
 * `fetch` does not say, its size, and whether it came from the browser's cache.
 */
export function observeCalls(traffic: Traffic): Calls {
  const open = new Set<Open>()
  const tell = (hook: (watcher: CallWatcher) => void) => {
    for (const watcher of traffic.watchers) quietly(() => hook(watcher))
  }

  /** The call that a timing is of: same address, and begun last before it. */
  const timed = (timing: PerformanceResourceTiming) => {
    let found: Open | undefined
    for (const call of open) {
      const fits =
        call.href === timing.name && !call.timing && !call.lasts && call.start <= timing.startTime + 1
      if (fits && (!found || call.start > found.start)) found = call
    }
    if (!found) return
    found.timing = timing
    if (found.head) found.write()
  }
  const observer = quietly(() => {
    const made = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) quietly(() => timed(entry as PerformanceResourceTiming))
    })
    made.observe({ type: 'resource' })
    return made
  })
  const settle = () => {
    for (const call of open) quietly(call.write)
  }

  return {
    begin(asked) {
      const { by, method, url, visitId, cacheMode } = asked
      const start = performance.now()
      const attributes: Record<string, AttributeValue> = {}
      const watched: WatchedCall = { ...asked, start, traceId: newId(16), spanId: newId(8), attributes }
      tell((watcher) => watcher.begun?.(watched))
      let status = 0
      let end = 0
      let error: string | undefined
      let timer: ReturnType<typeof setTimeout> | undefined
      const call: Open = {
        href: url.href.split('#', 1)[0] as string,
        start,
        timing: undefined,
        head: 0,
        lasts: false,
        write() {
          if (!open.delete(call)) return
          clearTimeout(timer)
          const { timing, head, lasts } = call
          if (!error && status >= 400) error = String(status)
          const ended = (!error && timing?.responseEnd) || end || (!lasts && head) || performance.now()
          const duration = Math.max(0, ended - start)
          tell((watcher) => watcher.ended?.(watched, { status, error, duration, timing }))
          traffic.page?.record({
            fact: 'span',
            traceId: watched.traceId,
            spanId: watched.spanId,
            ...(watched.parentId && { parentId: watched.parentId }),
            kind: 'fetch',
            name: `${keptName(method)} ${url.host}`,
            start: epoch(start),
            duration,
            status: error && error !== GIVEN_UP ? 'error' : 'unset',
            attributes: {
              ...(visitId && { 'kymo.visit.id': visitId }),
              'kymo.fetch.origin': 'client-component',
              'kymo.fetch.by': by,
              'http.request.method': keptName(method),
              'url.full': keptUrl(url.href),
              'server.address': url.hostname,
              ...(url.port && { 'server.port': Number(url.port) }),
              ...(status && { 'http.response.status_code': status }),
              ...(error && { 'error.type': error }),
              ...(!head && { 'kymo.aborted': true }),
              ...(status && { 'kymo.ttfb': Math.max(0, (timing?.responseStart || head) - start) }),
              ...cacheAttributes(cacheMode, timing),
              ...attributes,
            },
          })
        },
      }
      open.add(call)
      return {
        traceId: watched.traceId,
        spanId: watched.spanId,
        attributes,
        answered(code, lasts) {
          if (!open.has(call)) return
          status = code
          call.head = performance.now()
          call.lasts = lasts
          tell((watcher) => watcher.answered?.(watched, code))
          if (call.timing) call.write()
          else if (!lasts) timer = setTimeout(call.write, BODY)
        },
        ended(errorType) {
          if (!open.has(call)) return
          error = errorType
          end = performance.now()
          call.head ||= end
          call.write()
        },
      }
    },
    settle,
    stop() {
      observer?.disconnect()
      settle()
    },
  }
}

/** Whether the browser tells what happened on the wire; zero where another origin does not allow it. */
export const isKnown = (timing: PerformanceResourceTiming | undefined): timing is PerformanceResourceTiming =>
  !!timing && timing.responseStart > 0

/** Whether the browser's own cache answered. */
export const isCacheHit = (timing: PerformanceResourceTiming | undefined): boolean =>
  isKnown(timing) && timing.encodedBodySize > 0 && timing.transferSize === 0 && !timing.workerStart

/** What another origin does not let the page know is left out. */
function cacheAttributes(
  mode: string | undefined,
  timing: PerformanceResourceTiming | undefined,
): Attributes {
  const size = isKnown(timing) ? timing.encodedBodySize : 0
  const status =
    mode === 'no-store'
      ? { 'kymo.cache.status': 'skip', 'kymo.cache.reason': 'cache: no-store' }
      : isCacheHit(timing) && { 'kymo.cache.status': 'hit', 'kymo.cache.reason': 'the browser’s cache' }
  return {
    ...(mode && mode !== 'default' && { 'kymo.cache.mode': mode }),
    ...(size > 0 && { 'http.response.body.size': size }),
    ...status,
  }
}
