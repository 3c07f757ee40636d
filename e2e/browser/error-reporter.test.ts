import type { ErrorReporter, ErrorReporterConfig, ReportedError } from '@kymo/browser'
import { type Breadcrumb, parseBreadcrumbs, parseErrorContexts, parseErrorTags } from '@kymo/protocol'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { bundle } from './bundle.ts'
import { type SentryServer, startSentry } from './sentry-server.ts'
import { type App, openPage, type PageCollector, startApp, startPageCollector } from './stage.ts'

declare global {
  interface Window {
    reporter: ErrorReporter
    getErrorReporter: typeof import('@kymo/browser').getErrorReporter
    startPage: typeof import('@kymo/browser').startPage
    caught: ReportedError[]
    natives: unknown[]
  }
}

const HTML = `
  <script>
    window.patched = () => [fetch, console.error, console.warn, console.info, console.log]
    window.natives = patched()
  </script>
  <script src="/kymo.js"></script>
  <main>
    <button id="pay" onclick="fetch('/api/pay?token=hush-hush', { method: 'POST' }).then(() => { throw new RangeError('no money') })">Pay now</button>
    <label>Card number <input id="card"></label>
    <div id="root"></div>
  </main>`

let browser: Browser
let collector: PageCollector
let sentry: SentryServer
let app: App
let page: Page
let printed: string[]

beforeAll(async () => {
  const [started, script, react] = await Promise.all([
    launchBrowser(),
    bundle(`
      import { getErrorReporter, startPage } from '@kymo/browser'
      Object.assign(window, { getErrorReporter, startPage })
    `),
    bundle(`
      import { Component, createElement } from 'react'
      import { createRoot } from 'react-dom/client'
      class Boundary extends Component {
        state = { failed: false }
        static getDerivedStateFromError() { return { failed: true } }
        componentDidCatch(error, { componentStack }) {
          if (this.props.tells) window.reporter.captureException(error, { mechanism: 'boundary', componentStack, tags: { shop: 'one' } })
        }
        render() { return this.state.failed ? 'failed' : this.props.children }
      }
      const Price = () => { throw new TypeError('no price') }
      const Bare = () => { throw new TypeError('nobody caught it') }
      window.render = (kind, options) => {
        const root = createRoot(document.querySelector('#root').appendChild(document.createElement('div')), options)
        root.render(kind === 'bare' ? createElement(Bare) : createElement(Boundary, { tells: kind === 'tells' }, createElement(Price)))
      }
    `),
  ])
  browser = started
  app = await startApp(undefined, {
    html: HTML,
    answer({ path }, response) {
      const type = { 'content-type': 'text/javascript' }
      if (path === '/kymo.js') response.writeHead(200, type).end(script)
      else if (path === '/react.js') response.writeHead(200, type).end(react)
      else if (path.startsWith('/missing')) response.writeHead(404).end()
      else response.end('ok')
    },
  })
})
afterAll(async () => {
  await browser?.close()
  await app?.close()
})
beforeEach(async () => {
  ;[collector, sentry] = await Promise.all([startPageCollector(), startSentry()])
  ;({ page, printed } = await openPage(browser, app.url))
})
afterEach(async () => {
  await page.context().close()
  await Promise.all([collector.close(), sentry.close()])
})

/** Observes the page for the collector, and its errors. */
const observe = (config: ErrorReporterConfig = {}) =>
  page.evaluate(
    ([url, more]) => {
      window.startPage({ url, key: 'test-key', app: 'shop' })
      window.reporter = window.getErrorReporter({ enabled: true, ...more })
    },
    [collector.url, config] as const,
  )
/** Runs in the page without being waited for, as its own code does. */
const run = (code: string) => page.evaluate((text) => void setTimeout(text), code)
const seen = () =>
  collector
    .exceptions()
    .map(({ attributes }) => [attributes['kymo.exception.mechanism'], attributes['exception.message']])
const attributesOf = (message: string) =>
  collector.exceptions().find(({ attributes }) => String(attributes['exception.message']).includes(message))
    ?.attributes ?? {}

test('an error is told once, with what led to it and all that the app said, and without a secret', async () => {
  await observe({ environment: 'production', release: '1.0.0' })
  await page.evaluate(() => {
    window.reporter.setUser({ id: 'user-123', email: 'user@example.com' })
    window.reporter.setTag('feature', 'checkout')
    window.reporter.setTags({ gone: 'x', apiKey: 'hush-hush' })
    window.reporter.setTag('gone', null)
    window.reporter.setContext('cart', { items: 3, password: 'hush-hush', nested: { price: 4 } })
    window.reporter.addBreadcrumb({ message: 'opened the cart', data: { items: 3 } })
    history.pushState(null, '', '/checkout?step=1')
    console.warn('prices are %s', 'old', { token: 'hush-hush' })
  })
  await page.locator('#card').fill('4111111111111111')
  await page.locator('#pay').click()
  await expect.poll(seen).toEqual([['promise', 'no money']])
  const told = attributesOf('no money')
  expect(told).toMatchObject({
    'exception.type': 'RangeError',
    'kymo.exception.escaped': true,
    'url.path': '/checkout',
    'user.id': 'user-123',
    'deployment.environment.name': 'production',
    'service.version': '1.0.0',
    'kymo.visit.id': collector.spans('navigation').at(-1)?.attributes['kymo.visit.id'],
  })
  expect(told['exception.stacktrace']).toMatch(/^RangeError: no money\n +at /)
  expect(parseErrorTags(told['kymo.tags']).value).toEqual({ feature: 'checkout', apiKey: '[redacted]' })
  expect(parseErrorContexts(told['kymo.contexts']).value).toEqual({
    cart: { items: 3, password: '[redacted]', nested: '{"price":4}' },
  })
  const crumbs = parseBreadcrumbs(told['kymo.breadcrumbs']).value as readonly Breadcrumb[]
  expect(crumbs.map(({ category, level, message }) => `${category} ${level} ${message}`)).toEqual([
    'app info opened the cart',
    'navigation info to /checkout?step=1',
    'console warning prices are old {"token":"[redacted]"}',
    'input info input “Card number”',
    'click info button “Pay now”',
    `request info POST ${app.url}/api/pay?token=[redacted]`,
  ])
  expect(JSON.stringify(collector.facts)).not.toMatch(/4111111111111111|hush-hush/)
})

test('what React caught says in which component, whoever tells of it, and is one error', async () => {
  await observe()
  await page.addScriptTag({ url: '/react.js' })
  const render = (kind: string, options = '') => run(`window.render('${kind}'${options})`)
  await render('tells')
  await expect.poll(seen).toEqual([['boundary', 'no price']])
  expect(parseErrorContexts(attributesOf('no price')['kymo.contexts']).value?.react?.componentStack).toMatch(
    /^at Price [\s\S]*\n +at Boundary/,
  )
  expect(attributesOf('no price')['kymo.tags']).toBe('{"shop":"one"}')
  await page.evaluate(() => window.reporter.configure({ dedupeWindow: 0 }))
  await render('silent')
  await expect.poll(seen).toHaveLength(2)
  await render('silent', ', window.reporter.reactHandlers()')
  await expect.poll(seen).toHaveLength(3)
  await render('bare', ', window.reporter.reactHandlers()')
  await expect.poll(seen).toEqual([
    ['boundary', 'no price'],
    ['react', 'no price'],
    ['react', 'no price'],
    ['react', 'nobody caught it'],
  ])
  expect(attributesOf('nobody caught it')).toMatchObject({ 'kymo.exception.escaped': true })
  expect(attributesOf('nobody caught it')['kymo.contexts']).toContain('at Bare')
  // The console is told as without Kymo.
  expect(printed.filter((line) => line.includes('uncaught: nobody caught it'))).toHaveLength(1)
})

test('texts on the console and files that do not load are errors, and none is told twice', async () => {
  await observe()
  await run(`
    const logged = new Error('logged')
    console.error('only words', 17, { a: 1, password: 'hush-hush' })
    console.error('could not save:', logged)
    console.error(logged)
    reportError(logged)
    console.error('The above error occurred in the <List> component:')
    console.error('%c%s%c told by the server', 'color:red', 'Server', '')
    for (const [name, attribute] of [['img', 'src'], ['script', 'src'], ['link', 'href']]) {
      const element = document.createElement(name)
      if (name === 'link') element.rel = 'stylesheet'
      element[attribute] = '/missing.' + name + '?token=hush-hush'
      document.body.append(element)
    }
  `)
  await expect.poll(() => seen().length).toBe(5)
  expect(seen().sort()).toEqual([
    ['console', 'logged'],
    ['console', 'only words 17 {"a":1,"password":"[redacted]"}'],
    ['resource', `<img> did not load ${app.url}/missing.img?token=[redacted]`],
    ['resource', `<link> did not load ${app.url}/missing.link?token=[redacted]`],
    ['resource', `<script> did not load ${app.url}/missing.script?token=[redacted]`],
  ])
  await page.evaluate(() => window.reporter.configure({ consoleErrors: false, resourceErrors: false }))
  await run(`
    console.error('more words')
    document.body.append(Object.assign(new Image(), { src: '/missing.more' }))
    document.querySelector('main').append(Object.assign(new Image(), { onerror: () => { throw new Error('the last') }, src: '/missing.last' }))
  `)
  await expect.poll(() => seen().at(-1)).toEqual(['window', 'the last'])
  expect(seen()).toHaveLength(6)
})

test('beforeSend may change and drop; where it throws, the error is told as it was, and that is said once', async () => {
  await observe()
  await page.evaluate(() => {
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
    .poll(() => seen().map(([, message]) => message))
    .toEqual(['one, changed with [redacted]', 'broken', 'nothing'])
  expect(attributesOf('one, changed')['kymo.tags']).toBe('{"by":"hook"}')
  expect(printed.filter((line) => line.includes('BEFORE_SEND_FAILED'))).toHaveLength(1)
  const counts = await page.evaluate(() => [window.reporter.statistics(), window.reporter.metrics()])
  expect(counts).toMatchObject([
    { reported: 3, keptBack: 1, repeated: 1 },
    { running: true, errors: 3, dropped: 2 },
  ])
})

test('an error that comes again and again is told as one with its count, and hides no other', async () => {
  await observe({ dedupeWindow: 1000 })
  await run(`
    for (let i = 0; i < 500; i++) setTimeout(() => { throw new Error('again') })
    setTimeout(() => { throw new Error('another') })
  `)
  await expect.poll(() => seen().map(([, message]) => message)).toEqual(['again', 'another', 'again'])
  expect(collector.exceptions().map(({ attributes }) => attributes['kymo.exception.count'])).toEqual([
    undefined,
    undefined,
    499,
  ])
  await page.evaluate(() => {
    for (let i = 0; i < 300; i++) window.reporter.captureMessage(`message ${i}`)
  })
  await expect.poll(() => page.evaluate(() => window.reporter.statistics().limited)).toBeGreaterThan(200)
  await expect.poll(() => seen().length).toBe(100)
})

test('Sentry is told alone and in full, without a collector and without its library', async () => {
  await page.evaluate((dsn) => {
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
  await run(`Promise.reject(new Error('dropped'))`)
  await page.locator('#pay').click()
  await expect.poll(() => sentry.events.length).toBe(1)
  const [event] = sentry.events
  expect(event).toMatchObject({
    level: 'error',
    platform: 'javascript',
    environment: 'production',
    release: '1.0.0',
    user: { id: 'user-123', email: 'user@example.com' },
    tags: { feature: 'checkout' },
    request: { url: `${app.url}/` },
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
    filename: `${app.url}/`,
    in_app: true,
  })
  expect(event?.breadcrumbs?.map(({ category }) => category)).toEqual(['error', 'click', 'request'])
  expect(sentry.asked[0]).toMatch(/^\/api\/42\/envelope\/\?.*sentry_key=public-key/)
  await expect
    .poll(() => sentry.discarded)
    .toEqual([{ reason: 'before_send', category: 'error', quantity: 1 }])
  // Its own traffic is no breadcrumb.
  await run(`throw new Error('next')`)
  await expect.poll(() => sentry.events.length).toBe(2)
  expect(JSON.stringify(sentry.events)).not.toContain('envelope')
})

test('what Sentry limits is not sent until then, and told as not sent', async () => {
  await page.evaluate((dsn) => {
    window.reporter = window.getErrorReporter({ dsn })
  }, sentry.dsn)
  sentry.answer = { status: 429, headers: { 'x-sentry-rate-limits': '1:error;default:key' } }
  await run(`throw new Error('refused')`)
  await expect.poll(() => sentry.asked.length).toBe(1)
  sentry.answer = { status: 200 }
  await expect.poll(() => page.evaluate(() => window.reporter.errors().length)).toBe(1)
  await run(`throw new Error('limited')`)
  await expect.poll(() => page.evaluate(() => window.reporter.errors().length)).toBe(2)
  await expect
    .poll(async () => {
      await run(`throw new Error('later ' + Math.random())`)
      return sentry.events.length
    })
    .toBeGreaterThan(0)
  await expect.poll(() => sentry.discarded[0]?.reason).toBe('ratelimit_backoff')
  expect(sentry.events[0]?.exception?.values?.[0]?.value).toMatch(/^later/)
})

test('several places at once each get what they are to get, and a function may fail', async () => {
  await observe()
  await page.evaluate((dsn) => {
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
  await expect.poll(seen).toEqual([['app', 'everywhere']])
  await expect
    .poll(() => sentry.events.map(({ level, tags }) => [level, tags]))
    .toEqual([['warning', { one: 'two' }]])
  const [caught] = await page.evaluate(() => window.caught)
  expect(caught).toMatchObject({ type: 'Error', message: 'everywhere', mechanism: 'app', level: 'warning' })
  expect(caught?.frames.length).toBeGreaterThan(0)
  expect(caught?.id).toBe(sentry.events[0]?.event_id)
  await expect.poll(() => page.evaluate(() => window.reporter.statistics().queued)).toBe(1)
})

test('off and on again twice leaves nothing behind; off, the page’s own runtime tells of errors as before', async () => {
  const states = await page.evaluate((url) => {
    const { patched, natives } = window as never as { patched: () => unknown[]; natives: unknown[] }
    const same = () => patched().every((one, index) => one === natives[index])
    const all = [same()]
    for (let i = 0; i < 2; i++) {
      window.reporter = window.getErrorReporter({ enabled: true })
      all.push(same())
      window.reporter.stop()
      all.push(same())
    }
    window.startPage({ url, key: 'test-key', app: 'shop' })
    return all
  }, collector.url)
  expect(states).toEqual([true, false, true, false, true])
  await run(`throw new Error('without it')`)
  await expect.poll(seen).toEqual([['window', 'without it']])
  expect(attributesOf('without it')).not.toHaveProperty('kymo.breadcrumbs')
  await page.evaluate(() => window.getErrorReporter({ enabled: true }))
  await run(`throw new Error('with it')`)
  await expect.poll(seen).toHaveLength(2)
  expect(attributesOf('with it')['kymo.breadcrumbs']).toBeUndefined()
  const health = await page.evaluate(() => window.reporter.healthFigures())
  expect(health).toEqual({ errors: { visits: 1, errors: 1 } })
})

test('hostile things are told as far as they can be, and the page goes on', async () => {
  await observe()
  await page.evaluate(() => {
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error('no')
        },
      },
    )
    const { reporter } = window
    reporter.setUser(hostile as never)
    reporter.setTags({ one: 'x'.repeat(1_000_000) })
    reporter.setContext(
      'big',
      Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`k${i}`, 'y'.repeat(5000)])),
    )
    reporter.addBreadcrumb({ message: 'z'.repeat(1_000_000), data: { self: window } })
    reporter.addBreadcrumb(hostile as never)
    console.error(hostile)
    reporter.captureException(hostile)
    reporter.captureException(null)
    reporter.captureException(new Error('the last'))
  })
  await expect.poll(() => seen().at(-1)).toEqual(['app', 'the last'])
  expect(parseErrorContexts(attributesOf('the last')['kymo.contexts']).problem).toBeUndefined()
  expect(collector.batches.at(-1)?.dropped).toBe(0)
})

test('what the app’s own functions write while they are told of an error is no other error', async () => {
  await observe({ dedupeWindow: 0 })
  await page.evaluate(() => {
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
  await run(`throw new Error('one')`)
  await expect.poll(seen).toEqual([['window', 'one']])
  await run(`console.error('two')`)
  await expect.poll(seen).toEqual([
    ['window', 'one'],
    ['console', 'two'],
  ])
  expect(await page.evaluate(() => window.reporter.statistics())).toMatchObject({ reported: 2, limited: 0 })
})

test('statistics that are cleared count from then on, also what is the same as an error from before', async () => {
  await observe({ dedupeWindow: 300 })
  await page.evaluate(() => {
    for (let i = 0; i < 3; i++) console.error('same')
  })
  const statistics = () => page.evaluate(() => window.reporter.statistics())
  await expect.poll(statistics).toMatchObject({ reported: 1, repeated: 2 })
  await page.evaluate(() => window.reporter.clear())
  await expect.poll(statistics).toMatchObject({ reported: 1, repeated: 1 })
})

test('what was typed or chosen is in nothing that is told or kept, however it is marked up', async () => {
  await observe({ integration: ['kymo', 'sentry'], dsn: sentry.dsn })
  await page.evaluate(() => {
    const part = document.createElement('section')
    part.innerHTML = `
      <select id="list" size="3" aria-label="Illness"><option id="option">canary</option></select>
      <ul role="listbox" aria-label="Friend"><li id="friend" role="option" tabindex="0">canary</li></ul>
      <div contenteditable="true" aria-label="Note">see <a id="link" href="/canary" tabindex="0">canary</a> <button id="inner">canary</button></div>
      <label id="label">Word <textarea>canary</textarea></label>`
    document.body.append(part)
  })
  for (const id of ['option', 'friend', 'link', 'inner', 'label']) await page.locator(`#${id}`).click()
  await page.locator('#card').fill('canary')
  await page.locator('#card').blur()
  await run(
    `fetch('/api/pay?token=canary').then(() => { throw new Error('no answer of /api/pay?token=canary') })`,
  )
  await expect.poll(() => seen()).toEqual([['promise', 'no answer of /api/pay?token=[redacted]']])
  await expect.poll(() => sentry.events.length).toBe(1)
  const told = JSON.stringify([collector.facts, sentry.events])
  expect(told).not.toContain('canary')
  for (const words of ['Illness', 'Note', 'Word', 'Card number']) expect(told).toContain(words)
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain('canary')
})
