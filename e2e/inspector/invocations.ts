import type { Span } from '@kymo/protocol'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { formOf } from '../support/forms.ts'
import { until } from '../support/shop.ts'
import type { Stage } from './stage.ts'

/** An action, with what belongs to it. */
export interface Invocation {
  readonly request: Span
  readonly action: Span
  readonly args: unknown
  readonly fetches: readonly Span[]
}

/** Invokes actions, and reads what is told of them. */
export class Invocations {
  readonly #stage: Stage
  readonly #seen = new Set<string>()
  #page: Page | undefined

  constructor(stage: Stage) {
    this.#stage = stage
  }

  get page(): Page {
    if (this.#page === undefined) throw new Error('There is no page yet.')
    return this.#page
  }

  async start(): Promise<void> {
    this.#page = await this.#stage.browser.newPage()
  }

  /** An open page would ask for more after each edit. */
  async end(): Promise<void> {
    await this.#page?.close()
  }

  /** Invokes what a button of a page does, by its scripts or by its form alone. */
  invoke(kind: 'fetch' | 'form', path: string, button: string): Promise<Invocation> {
    return kind === 'fetch' ? this.click(path, button) : this.submit(path, button)
  }

  /** Clicks a button of a page whose scripts run. */
  async click(path: string, button: string): Promise<Invocation> {
    const url = this.page.url()
    if (url === 'about:blank' || new URL(url).pathname !== path) await this.open(path)
    await this.page.getByRole('button', { name: button, exact: true }).click()
    return this.next()
  }

  /** Sends the form that has the button, as a page without scripts does. */
  async submit(path: string, button: string): Promise<Invocation> {
    const { app } = this.#stage
    const html = await (await fetch(app.url + path)).text()
    const response = await fetch(app.url + path, {
      method: 'POST',
      body: formOf(html, button),
      redirect: 'manual',
      headers: { origin: app.url, accept: 'text/html', 'sec-fetch-dest': 'document' },
    })
    await response.text()
    return this.next()
  }

  /** Resolves when the page's scripts handle its forms. */
  async open(path: string): Promise<void> {
    await this.page.goto(this.#stage.app.url + path, { timeout: 120_000 })
    // Before React has taken a form over, a click posts it as a page without scripts does.
    await this.page.waitForFunction(() =>
      [...document.querySelectorAll('button')].every((button) =>
        Object.keys(button).some((key) => key.startsWith('__reactProps')),
      ),
    )
  }

  /** The next action that arrives, with what belongs to it. */
  async next(): Promise<Invocation> {
    const [invocation] = await this.several(1)
    if (invocation === undefined) throw new Error('There is no action.')
    return invocation
  }

  async several(count: number): Promise<Invocation[]> {
    const actions = await until(async () => {
      const found = this.#unseen()
      return found.length >= count && found
    }, 20_000)
    return Promise.all(
      actions.map(async (action) => {
        this.#seen.add(action.spanId)
        const ofTrace = () => this.#stage.collector.spans().filter((span) => span.traceId === action.traceId)
        const request = await until(
          async () => ofTrace().find((span) => span.spanId === action.parentId),
          20_000,
        )
        const args = action.attributes['kymo.action.args']
        const fetches = ofTrace().filter((span) => span.kind === 'fetch' && span.parentId === action.spanId)
        return { request, action, args: args === undefined ? undefined : JSON.parse(String(args)), fetches }
      }),
    )
  }

  expectNone(): void {
    expect(this.#unseen()).toEqual([])
  }

  #unseen(): Span[] {
    return this.#stage.collector
      .spans()
      .filter((span) => span.kind === 'action' && !this.#seen.has(span.spanId))
  }
}
