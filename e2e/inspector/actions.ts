import { describe, expect, test } from 'vitest'
import { formOf } from '../support/forms.ts'
import { until } from '../support/shop.ts'
import type { Invocations } from './invocations.ts'
import type { Stage } from './stage.ts'

/*
 * Server actions, invoked in every way there is. What is expected of an action is said once, and holds whether a script
 * or a plain form invoked it.
 */

const KINDS = ['fetch', 'form'] as const
const file = { 'code.file.path': 'app/forms/actions.ts' }

/** What an action is called, where it is, and what it was given: what a bundler could change. */
export function namesOfActions(stage: Stage, invocations: Invocations): void {
  const line = (number: number) => (stage.development ? number : undefined)

  describe.each(KINDS)('invoked by %s', (kind) => {
    const invoke = (button: string) => invocations.invoke(kind, '/forms', button)

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
        attributes: {
          'kymo.request.purpose': 'action',
          'http.route': '/forms',
          'http.request.method': 'POST',
        },
      })
      expect(action.start).toBeGreaterThanOrEqual(request.start)
      expect(action.duration).toBeGreaterThan(0)
      expect(fetches.map((span) => new URL(String(span.attributes['url.full'])).pathname).toSorted()).toEqual(
        ['/promotion', '/rates'],
      )
      const none = { name: '', size: 0, type: 'application/octet-stream' }
      const photo = kind === 'fetch' ? none : { name: 'a.txt', size: 4, type: 'text/plain' }
      const form = { title: 'A title', password: '[redacted]', tag: ['one', 'two'], photo }
      expect(args).toEqual(!stage.development ? undefined : [form])
    })

    test('a default export, an inline action and one with arguments bound to it', async () => {
      const standard = await invoke('Standard')
      expect(standard.action).toMatchObject({ name: 'default', status: 'ok', attributes: file })
      expect(standard.action.attributes['code.line.number']).toBe(line(57))

      const inline = await invoke('Inline')
      expect(inline.action).toMatchObject({
        name: '(inline)',
        status: 'ok',
        attributes: { 'code.file.path': 'app/forms/page.tsx' },
      })
      expect(inline.action.attributes['code.line.number']).toBe(line(21))

      const bound = await invoke('Bound')
      expect(bound.action).toMatchObject({ name: 'bound', attributes: file })
      if (!stage.development) return
      expect(inline.args).toEqual([expect.stringMatching(/^\[encrypted/), { title: 'inline' }])
      expect(bound.args).toEqual([{ name: 'ada', password: '[redacted]' }, 'id-1', { title: 'bound' }])
    })
  })

  test('an action called by a component gets its arguments shown, whatever they are', async () => {
    const { action, args } = await invocations.click('/forms', 'Call everything')
    await invocations.page.locator('#result', { hasText: 'everything 9' }).waitFor()
    expect(action).toMatchObject({
      name: 'everything',
      status: 'ok',
      attributes: { 'kymo.action.kind': 'fetch' },
    })
    if (!stage.development) return
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
    const passed = await invocations.click('/forms', 'Call passed')
    expect(passed.args).toEqual(['[redacted] and more'])
  })
}

/** What comes of an action. */
export function outcomesOfActions(stage: Stage, invocations: Invocations): void {
  describe.each(KINDS)('invoked by %s', (kind) => {
    const invoke = (button: string, path = '/forms') => invocations.invoke(kind, path, button)

    test('an action that throws has failed, with its exception', async () => {
      const { action, request } = await invoke('Fail')
      expect(action).toMatchObject({
        name: 'fail',
        status: 'error',
        attributes: { 'error.type': 'RangeError' },
      })
      expect(request.attributes['http.response.status_code']).toBe(500)
      const thrown = () => stage.collector.events().filter((event) => event.traceId === action.traceId)
      await until(async () => thrown().length > 0)
      expect(thrown()).toMatchObject([
        {
          name: 'exception',
          spanId: action.spanId,
          attributes: { 'exception.type': 'RangeError', 'exception.message': 'The action gave way' },
        },
      ])
      if (stage.development)
        expect(thrown()[0]?.attributes['exception.stacktrace']).toMatch(/at fail .*actions\.ts:14/)
      await invocations.open('/forms')
    })

    test('redirect(), permanentRedirect() and notFound() have not failed, and say what they did', async () => {
      const left = await invoke('Leave')
      expect(left.action).toMatchObject({
        name: 'leave',
        status: 'ok',
        attributes: { 'kymo.action.redirect': '/done?order=7&token=[redacted]' },
      })
      if (kind === 'fetch') await invocations.page.waitForURL(/done/)
      const forGood = await invoke('Leave for good')
      expect(forGood.action).toMatchObject({ status: 'ok', attributes: { 'kymo.action.redirect': '/done' } })
      if (kind === 'fetch') await invocations.page.waitForURL(/done$/)
      const missing = await invoke('Missing')
      expect(missing.action).toMatchObject({
        name: 'missing',
        status: 'ok',
        attributes: { 'http.response.status_code': 404 },
      })
      expect(missing.action.attributes['kymo.action.redirect']).toBeUndefined()
      const traces = [left, forGood, missing].map(({ action }) => action.traceId)
      expect(stage.collector.events().filter((event) => traces.includes(event.traceId ?? ''))).toEqual([])
      await invocations.open('/forms')
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

    test('useActionState hands over what it held before', async () => {
      const { action, args } = await invoke('Count')
      expect(action).toMatchObject({ name: 'count', status: 'ok' })
      if (stage.development) expect(args).toEqual([{ clicks: 0 }, { step: '2' }])
      if (kind === 'form') return
      await invocations.page.locator('#clicks', { hasText: '2' }).waitFor()
      const again = await invoke('Count')
      if (stage.development) expect(again.args).toEqual([{ clicks: 2 }, { step: '2' }])
    })

    test.runIf(stage.version === '16.4')('updateTag() and refresh() are named', async () => {
      const { action } = await invoke('Latest', '/latest')
      expect(action.attributes['kymo.action.revalidated']).toEqual(['tag:fresh', 'refresh'])
    })
  })

  test('several actions at once are one each, in a row', async () => {
    await invocations.open('/forms')
    await invocations.page.getByRole('button', { name: 'Call slow' }).click()
    const slow = await invocations.several(3)
    await invocations.page.locator('#result', { hasText: 'slow a b c' }).waitFor()
    expect(slow.map(({ action }) => action.name)).toEqual(['slow', 'slow', 'slow'])
    expect(new Set(slow.map(({ request }) => request.spanId)).size).toBe(3)
    if (stage.development) expect(slow.map(({ args }) => args)).toEqual([['a'], ['b'], ['c']])
  })

  test('an action of a page that is shown within another belongs to the route that has it', async () => {
    await invocations.open('/gallery/other')
    await invocations.page.getByRole('link', { name: 'Photo 1' }).click()
    await invocations.page.getByRole('button', { name: 'Like 1' }).click()
    const { action } = await invocations.next()
    expect(action).toMatchObject({
      name: '(inline)',
      attributes: { 'code.file.path': 'app/gallery/@modal/(.)photo/[id]/page.tsx' },
    })
  })

  test('an id that no action has is a failed request and no action', async () => {
    const id = `40${'0'.repeat(40)}`
    const response = await fetch(`${stage.app.url}/forms`, {
      method: 'POST',
      body: '[]',
      headers: { 'next-action': id, 'content-type': 'text/plain;charset=UTF-8', 'user-agent': 'stale' },
    })
    await response.text()
    const request = await until(async () =>
      stage.collector.spans().find((span) => span.attributes['user_agent.original'] === 'stale'),
    )
    expect(request.attributes).toMatchObject({
      'kymo.request.purpose': 'action',
      'http.response.status_code': stage.version === '15.5' ? 404 : 409,
    })
    invocations.expectNone()
  })

  test.each(['/upload', '/forms'])('a form posted to %s that names no action is none', async (path) => {
    const form = new FormData()
    form.set('title', 'no action')
    const agentName = `form to ${path}`
    const response = await fetch(stage.app.url + path, {
      method: 'POST',
      body: form,
      headers: { origin: stage.app.url, 'user-agent': agentName },
    })
    await response.text()
    const request = await until(async () =>
      stage.collector.spans().find((span) => span.attributes['user_agent.original'] === agentName),
    )
    expect(request.attributes['kymo.request.purpose']).not.toBe('action')
    invocations.expectNone()
  })

  test('an action that runs in Edge is not seen; its request is told as one of an action', async () => {
    const html = await (await fetch(`${stage.app.url}/edge-form`)).text()
    const response = await fetch(`${stage.app.url}/edge-form`, {
      method: 'POST',
      body: formOf(html, 'Edge'),
      headers: { origin: stage.app.url, accept: 'text/html', 'user-agent': 'edge' },
    })
    await response.text()
    expect(response.status).toBe(200)
    const request = await until(async () =>
      stage.collector.spans().find((span) => span.attributes['user_agent.original'] === 'edge'),
    )
    expect(request.attributes).toMatchObject({ 'kymo.runtime': 'edge', 'kymo.request.purpose': 'action' })
  })
}
