import type { StreamEvents } from '@kymo/protocol'

export interface ReceivedEvent<Name extends keyof StreamEvents = keyof StreamEvents> {
  readonly id: string
  readonly name: Name
  readonly data: StreamEvents[Name]
}

/** A client of `GET /api/stream` that keeps what it got. */
export class EventStream {
  readonly events: ReceivedEvent[] = []
  readonly comments: string[] = []
  /** As a browser keeps it for its return. */
  lastId = ''
  ended = false
  readonly #abort = new AbortController()
  readonly #waiting = new Set<() => void>()

  static async open(url: string, headers: Readonly<Record<string, string>> = {}): Promise<EventStream> {
    const stream = new EventStream()
    const response = await fetch(url, { headers, signal: stream.#abort.signal })
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`)
    void stream.#read(response.body as ReadableStream<Uint8Array>)
    await stream.until(() => stream.comments.length > 0)
    return stream
  }

  close(): void {
    this.#abort.abort()
  }

  of<Name extends keyof StreamEvents>(name: Name): ReceivedEvent<Name>[] {
    return this.events.filter((event): event is ReceivedEvent<Name> => event.name === name)
  }

  /** Resolves when the condition holds, which is looked at whenever something came. */
  async until(condition: () => boolean, timeout = 20_000): Promise<void> {
    const end = Date.now() + timeout
    while (!condition()) {
      const rest = end - Date.now()
      if (rest <= 0) throw new Error(`The stream did not bring it: ${JSON.stringify(this.events)}`)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, rest)
        this.#waiting.add(() => {
          clearTimeout(timer)
          resolve()
        })
      })
    }
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder()
    let text = ''
    try {
      for await (const chunk of body) {
        text += decoder.decode(chunk, { stream: true })
        const blocks = text.split('\n\n')
        text = blocks.pop() as string
        for (const block of blocks) this.#block(block)
        this.#wake()
      }
    } catch {
      // Closed from either side.
    }
    this.ended = true
    this.#wake()
  }

  #wake(): void {
    for (const wake of this.#waiting) wake()
    this.#waiting.clear()
  }

  #block(block: string): void {
    const fields = new Map<string, string>()
    for (const line of block.split('\n')) {
      const colon = line.indexOf(':')
      if (colon === 0) this.comments.push(line.slice(1).trim())
      else fields.set(line.slice(0, colon), line.slice(colon + 1).trimStart())
    }
    this.lastId = fields.get('id') ?? this.lastId
    const data = fields.get('data')
    if (data === undefined) return
    const name = fields.get('event') as keyof StreamEvents
    this.events.push({ id: this.lastId, name, data: JSON.parse(data) })
  }
}
