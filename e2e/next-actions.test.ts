import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Span } from '@kymo/protocol'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from './support/browser.ts'
import { type CollectingServer, startCollectingServer } from './support/collector.ts'
import { formOf } from './support/forms.ts'
import {
  type AppCopy,
  copyApp,
  type NextApp,
  type NextMode,
  type NextVersion,
  startNextApp,
} from './support/next-app.ts'
import { startUpstream, until } from './support/shop.ts'

/*
 * Server actions, invoked in every way there is, as a collector receives them. What is expected of an action is said
 * once, and holds whether a script or a plain form invoked it.
 */

const ways = [
  ['16.4', 'dev'],
  ['16.4', 'dev-webpack'],
  ['16.4', 'start'],
  ['15.5', 'dev'],
  ['15.5', 'start'],
] as const satisfies readonly (readonly [NextVersion, NextMode])[]

interface Invocation {
  readonly request: Span
  readonly action: Span
  readonly args: unknown
  readonly fetches: readonly Span[]
}

describe.each(ways)('next %s %s', (version, mode) => {
  let collector: CollectingServer
  let upstream: Awaited<ReturnType<typeof startUpstream>>
  let copy: AppCopy
  let app: NextApp
  let browser: Browser
  let page: Page
  const seen = new Set<string>()

  beforeAll(async () => {
    ;[collector, upstream, copy, browser] = await Promise.all([
      startCollectingServer(),
      startUpstream(),
      copyApp('e2e/apps/actions', version),
      launchBrowser(),
    ])
    if (version === '15.5') await rm(join(copy.folder, 'app/latest'), { recursive: true })
    const env = {
      KYMO_URL: collector.url,
      KYMO_TOKEN: 'test',
      KYMO_ENV: 'development',
      UPSTREAM_URL: upstream.url,
    }
    app = await startNextApp(copy.folder, mode, env, version)
    page = await browser.newPage()
  })

  afterAll(async () => {
    await browser?.close()
    await app?.process.stop()
    await upstream?.process.stop()
    await collector?.close()
    await copy?.remove()
  })

  /** The next action that arrives, with what belongs to it. */
  async function nextAction(): Promise<Invocation> {
    const [invocation] = await nextActions(1)
    if (invocation === undefined) throw new Error('There is no action.')
    return invocation
  }

  async function nextActions(count: number): Promise<Invocation[]> {
    const actions = await until(async () => {
      const found = collector.spans().filter((span) => span.kind === 'action' && !seen.has(span.spanId))
      return found.length >= count && found
    }, 20_000)
    return Promise.all(
      actions.map(async (action) => {
        seen.add(action.spanId)
        const ofTrace = () => collector.spans().filter((span) => span.traceId === action.traceId)
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

  async function click(path: string, button: string): Promise<Invocation> {
    if (new URL(page.url(), app.url).pathname !== path || page.url() === 'about:blank') await open(path)
    await page.getByRole('button', { name: button, exact: true }).click()
    return nextAction()
  }

  /** Resolves when the page's scripts handle its forms. */
  async function open(path: string): Promise<void> {
    await page.goto(app.url + path, { waitUntil: 'networkidle', timeout: 120_000 })
    // Before React has taken a form over, a click posts it as a page without scripts does.
    await page.waitForFunction(() =>
      [...document.querySelectorAll('button')].every((button) =>
        Object.keys(button).some((key) => key.startsWith('__reactProps')),
      ),
    )
  }

  async function submit(path: string, button: string): Promise<Invocation & { response: Response }> {
    const html = await (await fetch(app.url + path)).text()
    const response = await fetch(app.url + path, {
      method: 'POST',
      body: formOf(html, button),
      redirect: 'manual',
      headers: { origin: app.url, accept: 'text/html', 'sec-fetch-dest': 'document' },
    })
    await response.text()
    return { response, ...(await nextAction()) }
  }

  const invocations = [
    ['fetch', (button: string) => click('/', button)],
    ['form', (button: string) => submit('/', button)],
  ] as const

  const file = { 'code.file.path': 'app/actions.ts' }
  const line = (number: number) => (mode === 'start' ? undefined : number)

  describe.each(invocations)('invoked by %s', (kind, invoke) => {
    test('an action has its name, file, line, arguments and the fetches it caused', async () => {
      const { request, action, args, fetches } = await invoke('Save')
      expect(action).toMatchObject({
        name: 'save',
        status: 'ok',
        attributes: { ...file, 'code.function.name': 'save', 'kymo.action.kind': kind },
      })
      expect(action.attributes['code.line.number']).toBe(line(9))
      expect(request).toMatchObject({
        kind: 'request',
        attributes: { 'kymo.request.purpose': 'action', 'http.route': '/', 'http.request.method': 'POST' },
      })
      expect(action.start).toBeGreaterThanOrEqual(request.start)
      expect(action.duration).toBeGreaterThan(0)
      expect(fetches.map((span) => new URL(String(span.attributes['url.full'])).pathname).toSorted()).toEqual(
        ['/promotion', '/rates'],
      )
      const none = { name: '', size: 0, type: 'application/octet-stream' }
      const photo = kind === 'fetch' ? none : { name: 'a.txt', size: 4, type: 'text/plain' }
      const form = { title: 'A title', password: '[redacted]', tag: ['one', 'two'], photo }
      expect(args).toEqual(mode === 'start' ? undefined : [form])
    })

    test('an action that throws has failed, with its exception', async () => {
      const { action, request } = await invoke('Fail')
      expect(action).toMatchObject({
        name: 'fail',
        status: 'error',
        attributes: { 'error.type': 'RangeError' },
      })
      expect(request.attributes['http.response.status_code']).toBe(500)
      const thrown = () => collector.events().filter((event) => event.traceId === action.traceId)
      await until(async () => thrown().length > 0)
      expect(thrown()).toMatchObject([
        {
          name: 'exception',
          spanId: action.spanId,
          attributes: { 'exception.type': 'RangeError', 'exception.message': 'The action gave way' },
        },
      ])
      if (mode !== 'start')
        expect(thrown()[0]?.attributes['exception.stacktrace']).toMatch(/at fail .*actions\.ts:14/)
      await open('/')
    })

    test('redirect(), permanentRedirect() and notFound() have not failed, and say what they did', async () => {
      const left = await invoke('Leave')
      expect(left.action).toMatchObject({
        name: 'leave',
        status: 'ok',
        attributes: { 'kymo.action.redirect': '/done?order=7&token=[redacted]' },
      })
      if (kind === 'fetch') await page.waitForURL(/done/)
      const forGood = await invoke('Leave for good')
      expect(forGood.action).toMatchObject({ status: 'ok', attributes: { 'kymo.action.redirect': '/done' } })
      if (kind === 'fetch') await page.waitForURL(/done$/)
      const missing = await invoke('Missing')
      expect(missing.action).toMatchObject({
        name: 'missing',
        status: 'ok',
        attributes: { 'http.response.status_code': 404 },
      })
      expect(missing.action.attributes['kymo.action.redirect']).toBeUndefined()
      const traces = [left, forGood, missing].map(({ action }) => action.traceId)
      expect(collector.events().filter((event) => traces.includes(event.traceId ?? ''))).toEqual([])
      await open('/')
    })

    test('what an action made stale is named in the order of the calls', async () => {
      const { action } = await invoke('Renew')
      expect(action.attributes['kymo.action.revalidated']).toEqual([
        'path:/done',
        'path:/photo/[id]/page',
        'tag:products',
        'path:/',
      ])
    })

    test('a default export, an inline action and one with arguments bound to it', async () => {
      const standard = await invoke('Standard')
      expect(standard.action).toMatchObject({ name: 'default', status: 'ok', attributes: file })
      expect(standard.action.attributes['code.line.number']).toBe(line(57))

      const inline = await invoke('Inline')
      expect(inline.action).toMatchObject({
        name: '(inline)',
        status: 'ok',
        attributes: { 'code.file.path': 'app/page.tsx' },
      })
      expect(inline.action.attributes['code.line.number']).toBe(line(21))

      const bound = await invoke('Bound')
      expect(bound.action).toMatchObject({ name: 'bound', attributes: file })
      if (mode === 'start') return
      expect(inline.args).toEqual([expect.stringMatching(/^\[encrypted/), { title: 'inline' }])
      expect(bound.args).toEqual([{ name: 'ada', password: '[redacted]' }, 'id-1', { title: 'bound' }])
    })

    test('useActionState hands over what it held before', async () => {
      const { action, args } = await invoke('Count')
      expect(action).toMatchObject({ name: 'count', status: 'ok' })
      if (mode !== 'start') expect(args).toEqual([{ clicks: 0 }, { step: '2' }])
      if (kind === 'form') return
      await page.locator('#clicks', { hasText: '2' }).waitFor()
      const again = await invoke('Count')
      if (mode !== 'start') expect(again.args).toEqual([{ clicks: 2 }, { step: '2' }])
    })

    test.runIf(version === '16.4')('updateTag() and refresh() are named', async () => {
      const { action } = await (kind === 'fetch' ? click('/latest', 'Latest') : submit('/latest', 'Latest'))
      expect(action.attributes['kymo.action.revalidated']).toEqual(['tag:fresh', 'refresh'])
    })
  })

  test('an action called by a component gets its arguments shown, whatever they are', async () => {
    const { action, args } = await click('/', 'Call everything')
    await page.locator('#result', { hasText: 'everything 9' }).waitFor()
    expect(action).toMatchObject({
      name: 'everything',
      status: 'ok',
      attributes: { 'kymo.action.kind': 'fetch' },
    })
    if (mode === 'start') return
    expect(args).toEqual([
      { name: 'ada', apiKey: '[redacted]', deep: { list: [1, '[undefined]', '[NaN]'] } },
      { '[Map]': [['a', { '[Set]': [1] }]] },
      '1970-01-01T00:00:00.000Z',
      '[BigInt 12]',
      '$ is a dollar',
      '[Uint8Array of 5 bytes]',
      { title: 'In a form', file: { name: 'a.txt', size: 4, type: 'text/plain' } },
      '[server action save]',
      'later',
    ])
    const passed = await click('/', 'Call passed')
    expect(passed.args).toEqual(['[redacted] and more'])
  })

  test('several actions at once are one each, in a row', async () => {
    await open('/')
    await page.getByRole('button', { name: 'Call slow' }).click()
    const slow = await nextActions(3)
    await page.locator('#result', { hasText: 'slow a b c' }).waitFor()
    expect(slow.map(({ action }) => action.name)).toEqual(['slow', 'slow', 'slow'])
    expect(new Set(slow.map(({ request }) => request.spanId)).size).toBe(3)
    if (mode !== 'start') expect(slow.map(({ args }) => args)).toEqual([['a'], ['b'], ['c']])
  })

  test('an action of a page that is shown within another belongs to the route that has it', async () => {
    await open('/other')
    await page.getByRole('link', { name: 'Photo 1' }).click()
    await page.getByRole('button', { name: 'Like 1' }).click()
    const { action } = await nextAction()
    expect(action).toMatchObject({
      name: '(inline)',
      attributes: { 'code.file.path': 'app/@modal/(.)photo/[id]/page.tsx' },
    })
  })

  test('an id that no action has is a failed request and no action', async () => {
    const id = `40${'0'.repeat(40)}`
    const response = await fetch(`${app.url}/`, {
      method: 'POST',
      body: '[]',
      headers: { 'next-action': id, 'content-type': 'text/plain;charset=UTF-8', 'user-agent': 'stale' },
    })
    await response.text()
    const request = await until(async () =>
      collector.spans().find((span) => span.attributes['user_agent.original'] === 'stale'),
    )
    expect(request.attributes).toMatchObject({
      'kymo.request.purpose': 'action',
      'http.response.status_code': version === '15.5' ? 404 : 409,
    })
    expect(collector.spans().filter((span) => span.kind === 'action' && !seen.has(span.spanId))).toEqual([])
  })

  test.each(['/upload', '/'])('a form posted to %s that names no action is none', async (path) => {
    const form = new FormData()
    form.set('title', 'no action')
    const agentName = `form to ${path}`
    const response = await fetch(app.url + path, {
      method: 'POST',
      body: form,
      headers: { origin: app.url, 'user-agent': agentName },
    })
    await response.text()
    const request = await until(async () =>
      collector.spans().find((span) => span.attributes['user_agent.original'] === agentName),
    )
    expect(request.attributes['kymo.request.purpose']).not.toBe('action')
    expect(collector.spans().filter((span) => span.kind === 'action' && !seen.has(span.spanId))).toEqual([])
  })

  test('an action that runs in Edge is not seen; its request is told as one of an action', async () => {
    const html = await (await fetch(`${app.url}/edge`)).text()
    const response = await fetch(`${app.url}/edge`, {
      method: 'POST',
      body: formOf(html, 'Edge'),
      headers: { origin: app.url, accept: 'text/html', 'user-agent': 'edge' },
    })
    await response.text()
    expect(response.status).toBe(200)
    const request = await until(async () =>
      collector.spans().find((span) => span.attributes['user_agent.original'] === 'edge'),
    )
    expect(request.attributes).toMatchObject({ 'kymo.runtime': 'edge', 'kymo.request.purpose': 'action' })
  })

  test('no fact is sent twice', () => {
    const ids = collector.spans().map((span) => span.spanId)
    expect(new Set(ids).size).toBe(ids.length)
  })
})
