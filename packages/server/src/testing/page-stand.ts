import type { Fact } from '@kymo/protocol'
import { afterEach, beforeEach, expect } from 'vitest'
import { browserResource, PAGE_ORIGIN, postAsPage } from './browser.ts'
import { TestCollector } from './collector.ts'
import { batch, T } from './facts.ts'

/** A collector for each test, which pages tell of themselves; use it within a test file's top level. */
export class PageStand {
  #collector: TestCollector | undefined
  #sequences = new Map<string, number>()

  constructor() {
    beforeEach(async () => {
      this.#sequences = new Map()
      this.#collector = await TestCollector.start({ allowedOrigins: [PAGE_ORIGIN] })
      this.#collector.time = T + 10_000
    })
    afterEach(() => this.#collector?.stop())
  }

  /** Its time is ten seconds after that of the facts. */
  get collector(): TestCollector {
    if (this.#collector === undefined) throw new Error('The collector does not run yet.')
    return this.#collector
  }

  /** The next batch of a page. @param instance names the page */
  async tell(instance: string, facts: readonly Fact[], app = 'shop'): Promise<void> {
    const sequence = (this.#sequences.get(instance) ?? 0) + 1
    this.#sequences.set(instance, sequence)
    const response = await postAsPage(this.collector, batch(facts, browserResource(app, instance), sequence))
    expect(response.status).toBe(200)
  }

  /** An answer's status and the code of its error, such as `404 NOT_FOUND`. */
  async codeOf(path: string): Promise<string> {
    const response = await fetch(`${this.collector.url}${path}`)
    return `${response.status} ${((await response.json()) as { error?: { code: string } }).error?.code}`
  }
}
