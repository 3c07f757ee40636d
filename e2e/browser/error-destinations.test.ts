import { afterEach, beforeEach, expect, test } from 'vitest'
import { useReporterStand } from './reporter-stand.ts'
import { type SentryServer, startSentry } from './sentry-server.ts'

// What is told to whom: Kymo, Sentry and functions of the app, after the app’s own say in it.

const stand = useReporterStand()

let sentry: SentryServer
beforeEach(async () => {
  sentry = await startSentry()
})
afterEach(() => sentry.close())

test('beforeSend may change and drop; where it throws, the error is told as it was, and that is said once', async () => {
  await stand.observe()
  await stand.page.evaluate(() => {
    window.reporter.configure({
      beforeSend(error) {
        if (error.message === 'dropped') return null
        if (error.message === 'broken') {
          error.message = 'half changed'
          throw new Error('of the hook')
        }
        if (error.message === 'nothing') return undefined as never
        return {
          ...error,
          message: `${error.message}, changed with ghp_0123456789012345678901`,
          tags: { by: 'hook' },
        }
      },
    })
    for (const message of ['one', 'dropped', 'broken', 'nothing', 'broken']) {
      window.reporter.captureException(Object.assign(new Error(message), { stack: `Error: ${message}` }))
    }
  })
  await expect
    .poll(() => stand.seen().map(([, message]) => message))
    .toEqual(['one, changed with [redacted]', 'broken', 'nothing'])
  expect(stand.attributesOf('one, changed')['kymo.tags']).toBe('{"by":"hook"}')
  expect(stand.printed.filter((line) => line.includes('BEFORE_SEND_FAILED'))).toHaveLength(1)
  const counts = await stand.page.evaluate(() => [window.reporter.statistics(), window.reporter.metrics()])
  expect(counts).toMatchObject([
    { reported: 3, keptBack: 1, repeated: 1 },
    { running: true, errors: 3, dropped: 2 },
  ])
})

test('Sentry is told alone and in full, without a collector and without its library', async () => {
  await stand.page.evaluate((dsn) => {
    window.reporter = window.getErrorReporter({
      dsn,
      environment: 'production',
      release: '1.0.0',
      integration: 'sentry',
      beforeSend: (event) => (event.message === 'dropped' ? null : event),
    })
    window.reporter.setUser({ id: 'user-123', email: 'user@example.com' })
    window.reporter.setTag('feature', 'checkout')
  }, sentry.dsn)
  await stand.run(`Promise.reject(new Error('dropped'))`)
  await stand.page.locator('#pay').click()
  await expect.poll(() => sentry.events.length).toBe(1)
  const [event] = sentry.events
  expect(event).toMatchObject({
    level: 'error',
    platform: 'javascript',
    environment: 'production',
    release: '1.0.0',
    user: { id: 'user-123', email: 'user@example.com' },
    tags: { feature: 'checkout' },
    request: { url: `${stand.app.url}/` },
    exception: {
      values: [
        {
          type: 'RangeError',
          value: 'no money',
          mechanism: { type: 'onunhandledrejection', handled: false },
        },
      ],
    },
  })
  expect(event?.exception?.values?.[0]?.stacktrace?.frames?.at(-1)).toMatchObject({
    filename: `${stand.app.url}/`,
    in_app: true,
  })
  expect(event?.breadcrumbs?.map(({ category }) => category)).toEqual(['error', 'click', 'request'])
  expect(sentry.asked[0]).toMatch(/^\/api\/42\/envelope\/\?.*sentry_key=public-key/)
  await expect
    .poll(() => sentry.discarded)
    .toEqual([{ reason: 'before_send', category: 'error', quantity: 1 }])
  // Its own traffic is no breadcrumb.
  await stand.run(`throw new Error('next')`)
  await expect.poll(() => sentry.events.length).toBe(2)
  expect(JSON.stringify(sentry.events)).not.toContain('envelope')
})

test('what Sentry limits is not sent until then, and told as not sent', async () => {
  await stand.page.evaluate((dsn) => {
    window.reporter = window.getErrorReporter({ dsn })
  }, sentry.dsn)
  sentry.answer = { status: 429, headers: { 'x-sentry-rate-limits': '1:error;default:key' } }
  await stand.run(`throw new Error('refused')`)
  await expect.poll(() => sentry.asked.length).toBe(1)
  sentry.answer = { status: 200 }
  await expect.poll(() => stand.page.evaluate(() => window.reporter.errors().length)).toBe(1)
  await stand.run(`throw new Error('limited')`)
  await expect.poll(() => stand.page.evaluate(() => window.reporter.errors().length)).toBe(2)
  await expect
    .poll(async () => {
      await stand.run(`throw new Error('later ' + Math.random())`)
      return sentry.events.length
    })
    .toBeGreaterThan(0)
  await expect.poll(() => sentry.discarded[0]?.reason).toBe('ratelimit_backoff')
  expect(sentry.events[0]?.exception?.values?.[0]?.value).toMatch(/^later/)
})

test('several places at once each get what they are to get, and a function may fail', async () => {
  await stand.observe()
  await stand.page.evaluate((dsn) => {
    window.caught = []
    window.reporter.configure({
      dsn,
      integration: [
        'kymo',
        'sentry',
        (error) => void window.caught.push(error),
        () => {
          throw new Error('of the app')
        },
      ],
    })
    window.reporter.captureException(new Error('everywhere'), { level: 'warning', tags: { one: 'two' } })
  }, sentry.dsn)
  await expect.poll(stand.seen).toEqual([['app', 'everywhere']])
  await expect
    .poll(() => sentry.events.map(({ level, tags }) => [level, tags]))
    .toEqual([['warning', { one: 'two' }]])
  const [caught] = await stand.page.evaluate(() => window.caught)
  expect(caught).toMatchObject({ type: 'Error', message: 'everywhere', mechanism: 'app', level: 'warning' })
  expect(caught?.frames.length).toBeGreaterThan(0)
  expect(caught?.id).toBe(sentry.events[0]?.event_id)
  await expect.poll(() => stand.page.evaluate(() => window.reporter.statistics().queued)).toBe(1)
})

test('what the app’s own functions write while they are told of an error is no other error', async () => {
  await stand.observe({ dedupeWindow: 0 })
  await stand.page.evaluate(() => {
    const write = (error: { message: string }) => console.error('told:', error.message, new Error('written'))
    window.reporter.configure({
      beforeSend: (error) => {
        write(error)
        return error
      },
      onEvent: write,
      integration: ['kymo', write],
    })
  })
  await stand.run(`throw new Error('one')`)
  await expect.poll(stand.seen).toEqual([['window', 'one']])
  await stand.run(`console.error('two')`)
  await expect.poll(stand.seen).toEqual([
    ['window', 'one'],
    ['console', 'two'],
  ])
  expect(await stand.page.evaluate(() => window.reporter.statistics())).toMatchObject({
    reported: 2,
    limited: 0,
  })
})

test('what was typed or chosen is in nothing that is told or kept, however it is marked up', async () => {
  await stand.observe({ integration: ['kymo', 'sentry'], dsn: sentry.dsn })
  await stand.page.evaluate(() => {
    const part = document.createElement('section')
    part.innerHTML = `
      <select id="list" size="3" aria-label="Illness"><option id="option">canary</option></select>
      <ul role="listbox" aria-label="Friend"><li id="friend" role="option" tabindex="0">canary</li></ul>
      <div contenteditable="true" aria-label="Note">see <a id="link" href="/canary" tabindex="0">canary</a> <button id="inner">canary</button></div>
      <label id="label">Word <textarea>canary</textarea></label>`
    document.body.append(part)
  })
  for (const id of ['option', 'friend', 'link', 'inner', 'label']) await stand.page.locator(`#${id}`).click()
  await stand.page.locator('#card').fill('canary')
  await stand.page.locator('#card').blur()
  await stand.run(
    `fetch('/api/pay?token=canary').then(() => { throw new Error('no answer of /api/pay?token=canary') })`,
  )
  await expect.poll(() => stand.seen()).toEqual([['promise', 'no answer of /api/pay?token=[redacted]']])
  await expect.poll(() => sentry.events.length).toBe(1)
  const told = JSON.stringify([stand.collector.facts, sentry.events])
  expect(told).not.toContain('canary')
  for (const words of ['Illness', 'Note', 'Word', 'Card number']) expect(told).toContain(words)
  expect(await stand.page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain('canary')
})
