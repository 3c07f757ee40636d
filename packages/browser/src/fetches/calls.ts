import { type Attributes, GIVEN_UP } from '@kymo/protocol'
import { epoch } from '../clock.ts'
import { newId } from '../ids.ts'
import { keptName, keptUrl } from '../kept.ts'
import type { Page } from '../page.ts'
import { quietly } from '../quietly.ts'
import type { Visit } from '../visits/visit.ts'

/** Milliseconds after its answer's head that a call is waited for to end. */
const BODY = 30_000

/** A call of the app's own under way. */
export interface Call {
  readonly traceId: string
  readonly spanId: string
  /** Says that an answer came; its body may still come. @param status 0 when it may not be known */
  answered(status: number): void
  /** Says that no answer came. */
  failed(errorType: string): void
}

export interface Calls {
  begin(method: string, url: URL, visit: Visit, cacheMode?: string): Call
  /** Writes all as far as they have come: the page may be gone soon. */
  settle(): void
}

interface Open {
  readonly href: string
  readonly start: number
  timing: PerformanceResourceTiming | undefined
  head: number
  write(): void
}

/**
 * The app's own calls as spans. What happened on the wire is the browser's to tell, by resource timing: when the body
 * ended, which `fetch` does not say, its size, and whether it came from the browser's cache.
 */
export function observeCalls(page: Page): Calls {
  const open = new Set<Open>()

  /** The call that a timing is of: same address, and begun last before it. */
  const timed = (timing: PerformanceResourceTiming) => {
    let found: Open | undefined
    for (const call of open) {
      const fits = call.href === timing.name && !call.timing && call.start <= timing.startTime + 1
      if (fits && (!found || call.start > found.start)) found = call
    }
    if (!found) return
    found.timing = timing
    if (found.head) found.write()
  }
  quietly(() =>
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) quietly(() => timed(entry as PerformanceResourceTiming))
    }).observe({ type: 'resource' }),
  )

  return {
    begin(method, url, visit, cacheMode) {
      const start = performance.now()
      const [traceId, spanId] = [newId(16), newId(8)]
      let status = 0
      let error: string | undefined
      const call: Open = {
        href: url.href.split('#', 1)[0] as string,
        start,
        timing: undefined,
        head: 0,
        write() {
          if (!open.delete(call)) return
          const { timing, head } = call
          if (!error && status >= 400) error = String(status)
          page.record({
            fact: 'span',
            traceId,
            spanId,
            kind: 'fetch',
            name: `${keptName(method)} ${url.host}`,
            start: epoch(start),
            duration: Math.max(0, ((!error && timing?.responseEnd) || head || performance.now()) - start),
            status: error && error !== GIVEN_UP ? 'error' : 'unset',
            attributes: {
              'kymo.visit.id': visit.id,
              'kymo.fetch.origin': 'client-component',
              'http.request.method': keptName(method),
              'url.full': keptUrl(url.href),
              'server.address': url.hostname,
              ...(url.port && { 'server.port': Number(url.port) }),
              ...(status && { 'http.response.status_code': status }),
              ...(error && { 'error.type': error }),
              ...(!head && { 'kymo.aborted': true }),
              ...(status && { 'kymo.ttfb': Math.max(0, (timing?.responseStart || head) - start) }),
              ...cacheAttributes(cacheMode, timing),
            },
          })
        },
      }
      open.add(call)
      return {
        traceId,
        spanId,
        answered(code) {
          status = code
          call.head = performance.now()
          if (call.timing) call.write()
          else setTimeout(call.write, BODY)
        },
        failed(errorType) {
          error = errorType
          call.head = performance.now()
          call.write()
        },
      }
    },
    settle() {
      for (const call of open) quietly(call.write)
    },
  }
}

/** What another origin does not let the page know is left out. */
function cacheAttributes(
  mode: string | undefined,
  timing: PerformanceResourceTiming | undefined,
): Attributes {
  // Zero where it is hidden.
  const known = timing && timing.responseStart > 0
  const size = known ? timing.encodedBodySize : 0
  const status =
    mode === 'no-store'
      ? { 'kymo.cache.status': 'skip', 'kymo.cache.reason': 'cache: no-store' }
      : known && size > 0 && timing.transferSize === 0 && !timing.workerStart
        ? { 'kymo.cache.status': 'hit', 'kymo.cache.reason': 'the browser’s cache' }
        : undefined
  return {
    ...(mode && mode !== 'default' && { 'kymo.cache.mode': mode }),
    ...(size > 0 && { 'http.response.body.size': size }),
    ...status,
  }
}
