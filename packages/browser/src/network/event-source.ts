import type { Call } from '../fetches/calls.ts'
import type { Traffic } from '../fetches/traffic.ts'
import { patched } from '../monitors/patched.ts'
import { quietly } from '../quietly.ts'
import { covered } from './covered.ts'
import { Messages } from './messages.ts'
import { beginCall } from './own-traffic.ts'

/** Kinds of events of one source that are counted: a source may be listened to by names of any number. */
const KINDS = 100
/** Of the source itself, rather than what it was sent. */
const NO_MESSAGE = ['open', 'error']

interface Observed {
  readonly call: Call
  /** Names of events that are counted. */
  readonly kinds: Set<string>
  count(event: Event): void
}

/** Observes event sources from their first connection to their end: one call each. Events nobody listens to are not seen. */
export function observeEventSource(traffic: Traffic): () => void {
  const observed = new WeakMap<EventSource, Observed>()

  const counts = (source: EventSource, kind: string) => {
    const about = observed.get(source)
    if (!about || NO_MESSAGE.includes(kind) || about.kinds.has(kind) || about.kinds.size >= KINDS) return
    about.kinds.add(kind)
    EventTarget.prototype.addEventListener.call(source, kind, about.count)
  }
  const observe = (source: EventSource, call: Call) => {
    const messages = new Messages(call)
    const count = (event: Event) =>
      quietly(() => event instanceof MessageEvent && messages.received(event.data))
    observed.set(source, { call, kinds: new Set(), count })
    counts(source, 'message')
    let opened = false
    source.addEventListener('open', () =>
      quietly(() => {
        // One that came back is the same.
        if (!opened) call.answered(200, true)
        opened = true
      }),
    )
    source.addEventListener('error', () =>
      quietly(() => source.readyState === EventSource.CLOSED && call.ended('NetworkError')),
    )
  }
  const { prototype } = EventSource
  const undo = [
    patched(prototype, 'addEventListener', {
      apply(native, source: EventSource, args: unknown[]) {
        quietly(() => counts(source, String(args[0])))
        return Reflect.apply(native, source, args)
      },
    }),
    patched(prototype, 'close', {
      apply(native, source: EventSource, args: unknown[]) {
        quietly(() => observed.get(source)?.call.ended())
        return Reflect.apply(native, source, args)
      },
    }),
    covered('EventSource', (source: EventSource, [address]) => {
      const call = beginCall(traffic, 'eventsource', 'GET', source.url || address)
      if (call) observe(source, call)
    }),
  ]
  return () => {
    for (const one of undo) one()
  }
}
