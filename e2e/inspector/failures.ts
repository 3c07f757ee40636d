import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Attributes, Event } from '@kymo/protocol'
import { expect } from 'vitest'
import { ask, requestOf } from './requests.ts'
import type { Stage } from './stage.ts'

/** Makes requests that fail, and reads what is told of them. */
export class Failures {
  readonly #stage: Stage
  /** How many exceptions each trace has been found to have. */
  readonly #counted = new Map<string, number>()

  constructor(stage: Stage) {
    this.#stage = stage
  }

  /** Makes a request that fails, and returns what is told of it. */
  async fail(path: string, init: RequestInit = {}): Promise<{ status: number; exception: Event }> {
    const { collector, app } = this.#stage
    const { status, traceId } = await ask(app.url + path, init)
    await expect.poll(() => this.#of(traceId).length, { message: path }).toBeGreaterThan(0)
    await requestOf(collector, traceId)
    const exceptions = this.#of(traceId)
    expect(exceptions.map((event) => event.attributes['exception.message'])).toHaveLength(1)
    this.#counted.set(traceId, 1)
    const [exception] = exceptions as [Event]
    expect(collector.spans().some((span) => span.spanId === exception.spanId)).toBe(true)
    return { status, exception }
  }

  /** Resolves when the request of the trace is over; throws when it is told to have failed. */
  async expectNone(traceId: string): Promise<void> {
    await requestOf(this.#stage.collector, traceId)
    expect(this.#of(traceId)).toEqual([])
    this.#counted.set(traceId, 0)
  }

  /** Throws when an exception of any trace came after it was read. */
  expectNothingMore(): void {
    expect([...this.#counted].map(([traceId]) => [traceId, this.#of(traceId).length])).toEqual([
      ...this.#counted,
    ])
  }

  /** Throws unless they tell this file, the line of it that has the text, and the lines around it. */
  async expectPlace(attributes: Attributes, file: string, text: string): Promise<void> {
    const { version, copy } = this.#stage
    const name = version === '15.5' && file === 'proxy.ts' ? 'middleware.ts' : file
    const source = (await readFile(join(copy.folder, name), 'utf8')).split('\n')
    const line = source.findIndex((code) => code.includes(text)) + 1
    expect(attributes).toMatchObject({ 'code.file.path': name, 'code.line.number': line })
    const first = Number(attributes['kymo.code.context.start'])
    const shown = attributes['kymo.code.context'] as readonly string[]
    expect(shown.length).toBeLessThanOrEqual(7)
    expect(first).toBe(Math.max(1, line - 3))
    expect(shown[line - first]).toContain(text)
    expect(attributes['exception.stacktrace']).toContain(`${name}:${line}:`)
  }

  #of(traceId: string): readonly Event[] {
    return this.#stage.collector
      .events()
      .filter((event) => event.traceId === traceId && event.name === 'exception')
  }
}
