import { elementWords } from '../network/element-words.ts'
import { type Entry, keptAddress, keptShort } from './entry.ts'

/*
 * What the browser's own timeline has, in the words of ours.
 */

export const paintEntry = ({ name, startTime }: PerformanceEntry): Entry => ({
  type: 'paint',
  name: keptShort(name),
  startTime,
  duration: 0,
})

/** A file that the page took, or the page itself. */
export function resourceEntry(entry: PerformanceResourceTiming): Entry {
  const { startTime, duration, initiatorType, transferSize, encodedBodySize, decodedBodySize } = entry
  const { requestStart, responseStart, responseEnd, connectEnd, connectStart } = entry
  const { domainLookupEnd, domainLookupStart, deliveryType } = entry as PerformanceResourceTiming & {
    readonly deliveryType?: string
  }
  // Zero where another origin does not allow to know it.
  const known = responseStart > 0
  return {
    type: 'resource',
    name: keptAddress(entry.name),
    startTime,
    duration,
    detail: {
      initiator: keptShort(initiatorType),
      ...(known && {
        transferSize,
        encodedBodySize,
        decodedBodySize,
        dns: domainLookupEnd - domainLookupStart,
        connect: connectEnd - connectStart,
        request: responseStart - requestStart,
        response: responseEnd - responseStart,
        cached: deliveryType === 'cache' || (transferSize === 0 && encodedBodySize > 0),
      }),
    },
  }
}

/** What the load of the page was spent with, milliseconds from its beginning. */
export function navigationEntry(entry: PerformanceNavigationTiming): Entry {
  const { detail } = resourceEntry(entry)
  const { domInteractive, domContentLoadedEventEnd, domComplete, loadEventEnd, redirectCount } = entry
  return {
    type: 'navigation',
    name: keptAddress(entry.name),
    startTime: 0,
    duration: loadEventEnd,
    detail: {
      ...(detail as object),
      kind: entry.type,
      redirectCount,
      responseStart: entry.responseStart,
      responseEnd: entry.responseEnd,
      domInteractive,
      domContentLoaded: domContentLoadedEventEnd,
      domComplete,
    },
  }
}

/** A task of the main thread; the browser says in which frame it ran at best. */
export function longTaskEntry(entry: PerformanceEntry): Entry {
  const { attribution } = entry as PerformanceEntry & {
    readonly attribution?: readonly { readonly containerType: string; readonly containerSrc: string }[]
  }
  const { containerType = 'window', containerSrc = '' } = attribution?.[0] ?? {}
  return {
    type: 'long-task',
    name: entry.name === 'self' ? 'this page' : keptShort(entry.name),
    startTime: entry.startTime,
    duration: entry.duration,
    ...(containerType !== 'window' && {
      detail: { frame: keptShort(containerType), source: keptAddress(containerSrc) },
    }),
  }
}

interface ScriptTiming extends PerformanceEntry {
  readonly invoker?: string
  readonly invokerType?: string
  readonly sourceURL?: string
  readonly sourceFunctionName?: string
  readonly sourceCharPosition?: number
  readonly forcedStyleAndLayoutDuration?: number
}

/** A frame that came late, with the scripts that took most of it, the slowest first. */
export function longFrameEntry(entry: PerformanceEntry): Entry {
  const {
    scripts = [],
    blockingDuration = 0,
    renderStart = 0,
    styleAndLayoutStart = 0,
  } = entry as PerformanceEntry & {
    readonly scripts?: readonly ScriptTiming[]
    readonly blockingDuration?: number
    readonly renderStart?: number
    readonly styleAndLayoutStart?: number
  }
  const end = entry.startTime + entry.duration
  const slowest = [...scripts].sort((a, b) => b.duration - a.duration).slice(0, 3)
  const [first] = slowest
  return {
    type: 'long-animation-frame',
    name: keptShort(first?.sourceFunctionName || first?.invoker || 'rendering'),
    startTime: entry.startTime,
    duration: entry.duration,
    detail: {
      blocking: blockingDuration,
      ...(renderStart > 0 && { render: end - renderStart }),
      ...(styleAndLayoutStart > 0 && { styleAndLayout: end - styleAndLayoutStart }),
      scripts: slowest.map((script) => ({
        invoker: keptShort(script.invoker),
        kind: keptShort(script.invokerType),
        url: keptAddress(script.sourceURL),
        function: keptShort(script.sourceFunctionName),
        position: script.sourceCharPosition ?? -1,
        duration: script.duration,
        forcedLayout: script.forcedStyleAndLayoutDuration ?? 0,
      })),
    },
  }
}

/** Things that moved without the user's doing, named by the one that moved most. */
export function layoutShiftEntry(entry: PerformanceEntry): Entry | undefined {
  const {
    hadRecentInput,
    value = 0,
    sources = [],
  } = entry as PerformanceEntry & {
    readonly hadRecentInput?: boolean
    readonly value?: number
    readonly sources?: readonly { readonly node?: Node | null; readonly currentRect: DOMRectReadOnly }[]
  }
  if (hadRecentInput) return undefined
  const area = ({ currentRect: { width, height } }: (typeof sources)[number]) => width * height
  const [largest] = [...sources].sort((a, b) => area(b) - area(a))
  return {
    type: 'layout-shift',
    name: largest?.node ? keptShort(elementWords(asElement(largest.node))) : 'page',
    startTime: entry.startTime,
    duration: 0,
    score: value,
  }
}

const asElement = (node: Node) => (node instanceof Element ? node : node.parentElement)
