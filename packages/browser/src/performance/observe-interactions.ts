import { elementWords } from '../network/element-words.ts'
import { type Interaction, interactions } from '../network/interaction.ts'
import { type Entry, keptShort } from './entry.ts'
import { type Observed, observeType } from './observe-timeline.ts'

/** Milliseconds that the browser may take to tell of all events of one interaction. */
const TOGETHER = 500
/** Milliseconds; the browser tells of no quicker ones. */
const QUICKEST = 16

interface EventTiming extends PerformanceEventTiming {
  readonly interactionId: number
}

/** All events of one interaction: their handlers run one after the other. */
interface Events {
  readonly slowest: EventTiming
  /** When the first handler began and the last ended, by `performance.now()`. */
  readonly begun: number
  readonly ended: number
}

/** What the user did and how long the page took to answer, by the browser's Event Timing. */
export function observeInteractions(
  buffered: boolean,
  told: (entry: Entry, interaction: Interaction | undefined) => void,
): Observed | undefined {
  if (!globalThis.PerformanceObserver?.supportedEntryTypes.includes('event')) return undefined
  const unwatch = interactions().watch()
  let waiting = new Map<number, Events>()
  let timer: ReturnType<typeof setTimeout> | undefined

  const tell = () => {
    clearTimeout(timer)
    timer = undefined
    const all = waiting
    waiting = new Map()
    for (const events of all.values()) {
      const interaction = interactions().at(events.slowest.startTime)
      told(entryOf(events, interaction), interaction)
    }
  }
  const observed = observeType(
    'event',
    buffered,
    (events) => {
      for (const event of events as EventTiming[]) {
        if (!event.interactionId) continue
        waiting.set(event.interactionId, joined(waiting.get(event.interactionId), event))
      }
      if (waiting.size) timer ??= setTimeout(tell, TOGETHER)
    },
    { durationThreshold: QUICKEST },
  )
  return {
    flush() {
      observed.flush()
      tell()
    },
    stop() {
      observed.stop()
      unwatch()
      clearTimeout(timer)
    },
  }
}

function joined(before: Events | undefined, event: EventTiming): Events {
  const { processingStart: begun, processingEnd: ended } = event
  if (!before) return { slowest: event, begun, ended }
  return {
    slowest: before.slowest.duration < event.duration ? event : before.slowest,
    begun: Math.min(before.begun, begun),
    ended: Math.max(before.ended, ended),
  }
}

function entryOf({ slowest, begun, ended }: Events, interaction: Interaction | undefined): Entry {
  const { name, target, startTime, duration } = slowest
  const end = startTime + duration
  const [from, to] = [Math.max(startTime, begun), Math.min(end, ended)]
  return {
    type: 'interaction',
    name: interaction?.name || keptShort(`${name} ${elementWords(target)}`),
    startTime,
    duration,
    detail: { inputDelay: from - startTime, processing: Math.max(0, to - from), presentation: end - to },
  }
}
