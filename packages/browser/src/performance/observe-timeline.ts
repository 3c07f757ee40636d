import { isOfCollector } from '../network/own-traffic.ts'
import { quietly } from '../quietly.ts'
import {
  layoutShiftEntry,
  longFrameEntry,
  longTaskEntry,
  navigationEntry,
  paintEntry,
  resourceEntry,
} from './browser-entries.ts'
import { type Entry, isAppTiming, timingEntry } from './entry.ts'

/** What is observed, and can be asked for before the browser tells of it by itself. */
export interface Observed {
  /** Takes what the browser has and has not told of yet. */
  flush(): void
  stop(): void
}

/** @param buffered whether to be told also of what was before */
export function observeType(
  type: string,
  buffered: boolean,
  each: (entries: PerformanceEntry[]) => void,
  options: { readonly durationThreshold?: number } = {},
): Observed {
  const told = (entries: PerformanceEntry[]) => {
    if (entries.length) quietly(() => each(entries))
  }
  const observer = new PerformanceObserver((list) => told(list.getEntries()))
  observer.observe({ type, buffered, ...options })
  return { flush: () => told(observer.takeRecords()), stop: () => observer.disconnect() }
}

/** While the page loads, the browser tells of its load as far as it has come, and then again. */
function loadedOnce(): (entry: PerformanceNavigationTiming) => Entry | undefined {
  let told = false
  return (entry) => {
    if (told || !entry.loadEventEnd) return undefined
    told = true
    return navigationEntry(entry)
  }
}

/** What the browser's timeline tells, as entries; of types that the browser does not know, nothing. */
export function observeTimeline(
  options: { readonly longTasks: boolean; readonly buffered: boolean },
  told: (entry: Entry) => void,
): Observed {
  const supported = globalThis.PerformanceObserver?.supportedEntryTypes ?? []
  const long = supported.includes('long-animation-frame') ? 'long-animation-frame' : 'longtask'
  const readers: Readonly<Record<string, (entry: never) => Entry | undefined>> = {
    mark: (entry: PerformanceMark) => (isAppTiming(entry) ? timingEntry('mark', entry) : undefined),
    measure: (entry: PerformanceMeasure) => (isAppTiming(entry) ? timingEntry('measure', entry) : undefined),
    navigation: loadedOnce(),
    resource: (entry: PerformanceResourceTiming) =>
      isOfCollector(entry.name) ? undefined : resourceEntry(entry),
    paint: paintEntry,
    'layout-shift': layoutShiftEntry,
    ...(options.longTasks && { [long]: long === 'longtask' ? longTaskEntry : longFrameEntry }),
  }
  const observed = Object.entries(readers).flatMap(([type, read]) => {
    if (!supported.includes(type)) return []
    const one = quietly(() =>
      observeType(type, options.buffered, (entries) => {
        for (const entry of entries)
          quietly(() => {
            const kept = read(entry as never)
            if (kept) told(kept)
          })
      }),
    )
    return one ?? []
  })
  return {
    flush: () => {
      for (const one of observed) one.flush()
    },
    stop: () => {
      for (const one of observed) one.stop()
    },
  }
}
