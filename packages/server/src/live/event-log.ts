import type { StreamEventName } from '@kymo/protocol'

export interface LoggedEvent {
  readonly number: number
  readonly name: StreamEventName
  /** As it goes over the wire. */
  readonly text: string
}

export interface EventLogLimits {
  readonly events: number
  /** UTF-16 units of text. */
  readonly size: number
}

/**
 * The newest stream events, for clients that come back. Knows from which number on it holds every event of a name, so
 * that a client never takes a gap for silence.
 */
export class EventLog {
  readonly #id: string
  readonly #limits: EventLogLimits
  readonly #events: LoggedEvent[] = []
  readonly #wholeFrom = new Map<StreamEventName, number>()
  #number = 0
  #size = 0

  /** @param id of this life of the collector; part of every event's id */
  constructor(id: string, limits: EventLogLimits) {
    this.#id = id
    this.#limits = limits
  }

  /** The id of the newest event. */
  get lastId(): string {
    return `${this.#id}-${this.#number}`
  }

  add(name: StreamEventName, data: unknown): LoggedEvent {
    const number = ++this.#number
    const event = {
      number,
      name,
      text: `id: ${this.lastId}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`,
    }
    this.#events.push(event)
    this.#size += event.text.length
    while (
      this.#events.length > this.#limits.events ||
      (this.#size > this.#limits.size && this.#events.length > 1)
    ) {
      const dropped = this.#events.shift() as LoggedEvent
      this.#size -= dropped.text.length
      this.#wholeFrom.set(dropped.name, dropped.number)
    }
    return event
  }

  /** Something happened of which no event was made. */
  miss(name: StreamEventName): void {
    this.#wholeFrom.set(name, ++this.#number)
  }

  /** What a client missed, or why that can't be told. */
  since(
    lastEventId: string,
    names: ReadonlySet<StreamEventName>,
  ): readonly LoggedEvent[] | 'restarted' | 'too-old' {
    const [, id, digits] = /^(.+)-(\d{1,15})$/.exec(lastEventId) ?? []
    const number = Number(digits)
    if (id !== this.#id || number > this.#number) return 'restarted'
    for (const name of names) if (number < (this.#wholeFrom.get(name) ?? 0)) return 'too-old'
    return this.#events.filter((event) => event.number > number && names.has(event.name))
  }
}
