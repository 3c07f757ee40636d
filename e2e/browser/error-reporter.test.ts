import { type Breadcrumb, parseBreadcrumbs, parseErrorContexts, parseErrorTags } from '@kymo/protocol'
import { expect, test } from 'vitest'
import { bundle } from './bundle.ts'
import { useReporterStand } from './reporter-stand.ts'

// Where errors go to, and what the app has a say in, is in error-destinations.test.ts.

const react = bundle(`
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
`)
const stand = useReporterStand(({ path }, response) => {
  if (path === '/react.js')
    void react.then((code) => response.writeHead(200, { 'content-type': 'text/javascript' }).end(code))
  else if (path.startsWith('/missing')) response.writeHead(404).end()
  else response.end('ok')
})

test('an error is told once, with what led to it and all that the app said, and without a secret', async () => {
  await stand.observe({ environment: 'production', release: '1.0.0' })
  await stand.page.evaluate(() => {
    window.reporter.setUser({ id: 'user-123', email: 'user@example.com' })
    window.reporter.setTag('feature', 'checkout')
    window.reporter.setTags({ gone: 'x', apiKey: 'hush-hush' })
    window.reporter.setTag('gone', null)
    window.reporter.setContext('cart', { items: 3, password: 'hush-hush', nested: { price: 4 } })
    window.reporter.addBreadcrumb({ message: 'opened the cart', data: { items: 3 } })
    history.pushState(null, '', '/checkout?step=1')
    console.warn('prices are %s', 'old', { token: 'hush-hush' })
  })
  await stand.page.locator('#card').fill('4111111111111111')
  await stand.page.locator('#pay').click()
  await expect.poll(stand.seen).toEqual([['promise', 'no money']])
  const told = stand.attributesOf('no money')
  expect(told).toMatchObject({
    'exception.type': 'RangeError',
    'kymo.exception.escaped': true,
    'url.path': '/checkout',
    'user.id': 'user-123',
    'deployment.environment.name': 'production',
    'service.version': '1.0.0',
    'kymo.visit.id': stand.collector.spans('navigation').at(-1)?.attributes['kymo.visit.id'],
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
    `request info POST ${stand.app.url}/api/pay?token=[redacted]`,
  ])
  expect(JSON.stringify(stand.collector.facts)).not.toMatch(/4111111111111111|hush-hush/)
})

test('what React caught says in which component, whoever tells of it, and is one error', async () => {
  await stand.observe()
  await stand.page.addScriptTag({ url: '/react.js' })
  const render = (kind: string, options = '') => stand.run(`window.render('${kind}'${options})`)
  await render('tells')
  await expect.poll(stand.seen).toEqual([['boundary', 'no price']])
  expect(
    parseErrorContexts(stand.attributesOf('no price')['kymo.contexts']).value?.react?.componentStack,
  ).toMatch(/^at Price [\s\S]*\n +at Boundary/)
  expect(stand.attributesOf('no price')['kymo.tags']).toBe('{"shop":"one"}')
  await stand.page.evaluate(() => window.reporter.configure({ dedupeWindow: 0 }))
  await render('silent')
  await expect.poll(stand.seen).toHaveLength(2)
  await render('silent', ', window.reporter.reactHandlers()')
  await expect.poll(stand.seen).toHaveLength(3)
  await render('bare', ', window.reporter.reactHandlers()')
  await expect.poll(stand.seen).toEqual([
    ['boundary', 'no price'],
    ['react', 'no price'],
    ['react', 'no price'],
    ['react', 'nobody caught it'],
  ])
  expect(stand.attributesOf('nobody caught it')).toMatchObject({ 'kymo.exception.escaped': true })
  expect(stand.attributesOf('nobody caught it')['kymo.contexts']).toContain('at Bare')
  // The console is told as without Kymo.
  expect(stand.printed.filter((line) => line.includes('uncaught: nobody caught it'))).toHaveLength(1)
})

test('texts on the console and files that do not load are errors, and none is told twice', async () => {
  await stand.observe()
  await stand.run(`
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
  await expect.poll(() => stand.seen().length).toBe(5)
  expect(stand.seen().sort()).toEqual([
    ['console', 'logged'],
    ['console', 'only words 17 {"a":1,"password":"[redacted]"}'],
    ['resource', `<img> did not load ${stand.app.url}/missing.img?token=[redacted]`],
    ['resource', `<link> did not load ${stand.app.url}/missing.link?token=[redacted]`],
    ['resource', `<script> did not load ${stand.app.url}/missing.script?token=[redacted]`],
  ])
  await stand.page.evaluate(() => window.reporter.configure({ consoleErrors: false, resourceErrors: false }))
  await stand.run(`
    console.error('more words')
    document.body.append(Object.assign(new Image(), { src: '/missing.more' }))
    document.querySelector('main').append(Object.assign(new Image(), { onerror: () => { throw new Error('the last') }, src: '/missing.last' }))
  `)
  await expect.poll(() => stand.seen().at(-1)).toEqual(['window', 'the last'])
  expect(stand.seen()).toHaveLength(6)
})

test('an error that comes again and again is told as one with its count, and hides no other', async () => {
  await stand.observe({ dedupeWindow: 1000 })
  await stand.run(`
    for (let i = 0; i < 500; i++) setTimeout(() => { throw new Error('again') })
    setTimeout(() => { throw new Error('another') })
  `)
  await expect.poll(() => stand.seen().map(([, message]) => message)).toEqual(['again', 'another', 'again'])
  expect(stand.collector.exceptions().map(({ attributes }) => attributes['kymo.exception.count'])).toEqual([
    undefined,
    undefined,
    499,
  ])
  await stand.page.evaluate(() => {
    for (let i = 0; i < 300; i++) window.reporter.captureMessage(`message ${i}`)
  })
  await expect
    .poll(() => stand.page.evaluate(() => window.reporter.statistics().limited))
    .toBeGreaterThan(200)
  await expect.poll(() => stand.seen().length).toBe(100)
})

test('off and on again twice leaves nothing behind; off, the page’s own runtime tells of errors as before', async () => {
  const states = await stand.page.evaluate((url) => {
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
  }, stand.collector.url)
  expect(states).toEqual([true, false, true, false, true])
  await stand.run(`throw new Error('without it')`)
  await expect.poll(stand.seen).toEqual([['window', 'without it']])
  expect(stand.attributesOf('without it')).not.toHaveProperty('kymo.breadcrumbs')
  await stand.page.evaluate(() => window.getErrorReporter({ enabled: true }))
  await stand.run(`throw new Error('with it')`)
  await expect.poll(stand.seen).toHaveLength(2)
  expect(stand.attributesOf('with it')['kymo.breadcrumbs']).toBeUndefined()
  const health = await stand.page.evaluate(() => window.reporter.healthFigures())
  expect(health).toEqual({ errors: { visits: 1, errors: 1 } })
})

test('hostile things are told as far as they can be, and the page goes on', async () => {
  await stand.observe()
  await stand.page.evaluate(() => {
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
  await expect.poll(() => stand.seen().at(-1)).toEqual(['app', 'the last'])
  expect(parseErrorContexts(stand.attributesOf('the last')['kymo.contexts']).problem).toBeUndefined()
  expect(stand.collector.batches.at(-1)?.dropped).toBe(0)
})

test('statistics that are cleared count from then on, also what is the same as an error from before', async () => {
  await stand.observe({ dedupeWindow: 300 })
  await stand.page.evaluate(() => {
    for (let i = 0; i < 3; i++) console.error('same')
  })
  const statistics = () => stand.page.evaluate(() => window.reporter.statistics())
  await expect.poll(statistics).toMatchObject({ reported: 1, repeated: 2 })
  await stand.page.evaluate(() => window.reporter.clear())
  await expect.poll(statistics).toMatchObject({ reported: 1, repeated: 1 })
})
