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

/** What the user did and how long the page took to answer, by the browser's Event Timing. */
export function observeInteractions(
  buffered: boolean,
  told: (entry: Entry, interaction: Interaction | undefined) => void,
): Observed | undefined {
  if (!globalThis.PerformanceObserver?.supportedEntryTypes.includes('event')) return undefined
  const unwatch = interactions().watch()
  /** The slowest event of each. */
  let waiting = new Map<number, EventTiming>()
  let timer: ReturnType<typeof setTimeout> | undefined

  const tell = () => {
    clearTimeout(timer)
    timer = undefined
    const slowest = waiting
    waiting = new Map()
    for (const event of slowest.values()) {
      const interaction = interactions().at(event.startTime)
      told(entryOf(event, interaction), interaction)
    }
  }
  const observed = observeType(
    'event',
    buffered,
    (events) => {
      for (const event of events as EventTiming[]) {
        if (!event.interactionId) continue
        const before = waiting.get(event.interactionId)
        if (!before || before.duration < event.duration) waiting.set(event.interactionId, event)
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

function entryOf(event: EventTiming, interaction: Interaction | undefined): Entry {
  const { name, target, startTime, duration, processingStart, processingEnd } = event
  return {
    type: 'interaction',
    name: interaction?.name || keptShort(`${name} ${elementWords(target)}`),
    startTime,
    duration,
    detail: {
      inputDelay: processingStart - startTime,
      processing: processingEnd - processingStart,
      presentation: Math.max(0, startTime + duration - processingEnd),
    },
  }
}
