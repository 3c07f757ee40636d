import { randomBytes } from 'node:crypto'
import type { Event, Span } from '@kymo/protocol'
import { expect } from 'vitest'
import type { CollectingServer } from './collector.ts'

/** What a browser says of a page that it loads, and of what a script fetches. */
export const asBrowser = { accept: 'text/html', 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' }
export const asFetch = { accept: '*/*', 'sec-fetch-dest': 'empty', 'sec-fetch-mode': 'cors' }

/** All that one request caused, but for what Next.js tells of its own work. */
export interface Trace {
  readonly traceId: string
  readonly request: Span
  readonly fetches: readonly Span[]
  readonly actions: readonly Span[]
  readonly exceptions: readonly Event[]
}

export interface AnsweredTrace extends Trace {
  readonly response: Response
  readonly text: string
}

/** Makes requests that carry a trace id of their own, so that all they cause is counted exactly, whatever else goes on. */
export class Traces {
  readonly #collector: CollectingServer
  readonly #url: string
  /** How many fetches, actions and exceptions each trace had when it was read. */
  readonly #counted = new Map<string, number>()

  /** @param url of the app */
  constructor(collector: CollectingServer, url: string) {
    this.#collector = collector
    this.#url = url
  }

  /**
   * Makes a request, and returns what belongs to it once it has arrived.
   * @param fetches that it is known to cause, where some go on after its answer. Default 0
   */
  async make(path: string, init: RequestInit = {}, fetches = 0): Promise<AnsweredTrace> {
    const traceId = randomBytes(16).toString('hex')
    const response = await fetch(this.#url + path, {
      redirect: 'manual',
      ...init,
      headers: { ...asBrowser, ...init.headers, traceparent: `00-${traceId}-${'1'.repeat(16)}-01` },
    })
    const text = await response.text()
    return { response, text, ...(await this.read(traceId, fetches)) }
  }

  /** What there is of a trace once its request is over. */
  async read(traceId: string, fetches = 0): Promise<Trace> {
    const ofKind = (kind: Span['kind']) =>
      this.#collector.spans().filter((span) => span.traceId === traceId && span.kind === kind)
    await expect.poll(() => ofKind('request').length).toBeGreaterThan(0)
    if (fetches > 0) await expect.poll(() => ofKind('fetch').length).toBeGreaterThanOrEqual(fetches)
    const [request, ...others] = ofKind('request')
    if (request === undefined || others.length > 0) throw new Error('There is not one request in the trace.')
    const exceptions = this.#collector.events().filter((event) => event.traceId === traceId)
    this.#counted.set(traceId, this.#count(traceId))
    return { traceId, request, fetches: ofKind('fetch'), actions: ofKind('action'), exceptions }
  }

  /** Sends a form of the page as a browser without scripts does. */
  async submit(
    path: string,
    button: string,
    fields: Readonly<Record<string, string>>,
    { cookie = '', fetches = 0 } = {},
  ): Promise<AnsweredTrace> {
    const html = await (await fetch(this.#url + path, { headers: { ...asBrowser, cookie } })).text()
    const form = html.split('<form').find((text) => text.includes(button)) ?? ''
    const body = new FormData()
    for (const [tag] of form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
      body.append(attribute(tag, 'name'), attribute(tag, 'value'))
    }
    for (const [name, value] of Object.entries(fields)) body.append(name, value)
    return this.make(path, { method: 'POST', body, headers: { cookie, origin: this.#url } }, fetches)
  }

  /** Throws when a fact of any trace came after it was read, or any span twice. */
  expectNothingMore(): void {
    expect([...this.#counted].map(([id]) => [id, this.#count(id)])).toEqual([...this.#counted])
    const ids = this.#collector.spans().map((span) => span.spanId)
    expect(new Set(ids).size).toBe(ids.length)
  }

  /** The next request or action that the span belongs to, past what Next.js does in between. */
  ownerOf(span: Span): Span | undefined {
    let parent: Span | undefined = span
    do {
      const id: string | undefined = parent.parentId
      parent = this.#collector.spans().find((other) => other.spanId === id && other.traceId === span.traceId)
    } while (parent !== undefined && parent.kind !== 'request' && parent.kind !== 'action')
    return parent
  }

  #count(traceId: string): number {
    const spans = this.#collector
      .spans()
      .filter(({ kind }) => kind === 'request' || kind === 'fetch' || kind === 'action')
    return [...spans, ...this.#collector.events()].filter((fact) => fact.traceId === traceId).length
  }
}

function attribute(tag: string, name: string): string {
  const value = new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? ''
  return value.replaceAll('&quot;', '"').replaceAll('&amp;', '&')
}
