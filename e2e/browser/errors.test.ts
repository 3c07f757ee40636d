import { beforeEach, expect, test } from 'vitest'
import { listen } from './stage.ts'
import { useStand } from './stand.ts'

// What the page tells of errors by itself; what a reporter adds is in error-reporter.test.ts.
const stand = useStand({ attributes: 'data-kymo-off="errors"' })

beforeEach(() => stand.open('/page?secret=1'))

const seen = () =>
  stand.collector
    .exceptions()
    .map(({ attributes }) => [
      attributes['kymo.exception.mechanism'],
      attributes['kymo.exception.escaped'],
      attributes['exception.type'],
      attributes['exception.message'],
    ])

/** Runs in the page without being waited for, as its own code does. */
const run = (code: string) => stand.page.evaluate((text) => void setTimeout(text), code)

test('what nothing catches is told with its stack, its visit and its page', async () => {
  await run(`throw new RangeError('too far', { cause: new Error('the reason') })`)
  await run(`Promise.reject(new TypeError('not that: sk-abcdefghijklmnopqrstuvwx'))`)
  await run(`throw 'only text'`)
  await run(`Promise.reject(undefined)`)
  await expect.poll(seen).toEqual([
    ['window', true, 'RangeError', 'too far'],
    ['promise', true, 'TypeError', 'not that: [redacted]'],
    ['window', true, 'string', 'only text'],
    ['promise', true, 'undefined', 'undefined'],
  ])
  const [first] = stand.collector.exceptions()
  expect(first?.attributes['exception.stacktrace']).toMatch(
    /^RangeError: too far\n[\s\S]*Caused by: Error: the reason/,
  )
  expect(first?.attributes).toMatchObject({
    'url.path': '/page',
    'kymo.visit.id': stand.collector.spans('navigation')[0]?.attributes['kymo.visit.id'],
  })
})

test('what React and the app log is told once, however often it comes', async () => {
  await run(`
    const caught = new Error('in a component')
    console.error('%o\\n\\n%s', caught, 'The above error occurred in the <List> component. It was handled by the <Boundary> error boundary.')
    console.error(caught)
    const logged = new Error('logged')
    console.error(logged)
    reportError(logged)
    console.error('only words', 17)
    console.error('%c%s%c %o', 'color:red', 'Server', '', new Error('of the server, shown again'))
  `)
  await expect.poll(seen).toEqual([
    ['react', false, 'Error', 'in a component'],
    ['app', false, 'Error', 'logged'],
  ])
})

test('what the server has told of is not told again', async () => {
  await run(`throw Object.assign(new Error('of the server'), { digest: '123' })`)
  await run(`console.error(Object.assign(new Error('redirect'), { digest: 'NEXT_REDIRECT;push;/x;307;' }))`)
  await run(`throw new Error('of the page')`)
  await expect.poll(seen).toEqual([['window', true, 'Error', 'of the page']])
})

test('an error that comes again and again does not fill the store, nor hide another', async () => {
  await run(`
    for (let i = 0; i < 500; i++) setTimeout(() => { throw new Error('again') })
    setTimeout(() => { throw new Error('another') })
  `)
  await expect.poll(() => seen().at(-1)?.[3]).toBe('another')
  expect(seen()).toHaveLength(11)
  await stand.page.evaluate(() => fetch('/later'))
  await expect.poll(() => stand.collector.batches.at(-1)?.dropped).toBe(490)
})

test('of a script from another origin there is one line, for the browser says no more', async () => {
  const other = await listen((_, response) => {
    response.writeHead(200, { 'content-type': 'text/javascript' }).end('undefinedName()')
  })
  await stand.page.evaluate(async (src) => {
    for (let i = 0; i < 3; i++) {
      const script = document.createElement('script')
      script.src = `${src}/${i}.js`
      document.head.append(script)
      await new Promise((resolve) => {
        script.onload = resolve
      })
    }
  }, other.url)
  await expect.poll(seen).toEqual([['window', true, 'string', 'Script error.']])
  await other.close()
})

test('things that can not be read are told as far as they can, and reach the page', async () => {
  await run(`
    addEventListener('error', ({ error }) => { window.reached = error?.name === 'Nasty' }, { once: true })
    throw { name: 'Nasty', get message() { throw new Error('no') } }
  `)
  await run(`throw new Error('after it')`)
  await expect.poll(() => seen().map(([, , , message]) => message)).toContain('after it')
  expect(await stand.page.evaluate(() => (window as { reached?: boolean }).reached)).toBe(true)
})

test('an error is told by its frames however long its message is, and nothing of it holds up what follows', async () => {
  await run(`
    const long = new Error('x'.repeat(100_000))
    long.name = 'N'.repeat(100_000)
    throw long
  `)
  await run(
    `throw Object.assign(new Error('\\u0001\\ud800'.repeat(3000)), { stack: '\\u0001'.repeat(50_000) })`,
  )
  await run(`throw { message: { toString() { throw new Error('no') } } }`)
  await run(`throw new Error('after them')`)
  await expect.poll(() => seen().at(-1)?.[3]).toBe('after them')
  expect(seen()).toHaveLength(4)
  const [long, control] = stand.collector.exceptions().map(({ attributes }) => attributes)
  expect(String(long?.['exception.type'])).toHaveLength(200)
  expect(String(long?.['exception.message'])).toHaveLength(2000)
  expect(long?.['exception.stacktrace']).toMatch(/^.{2000}\n +at .*$/)
  expect(control?.['exception.message']).toBe('\ufffd'.repeat(2000))
})
