import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { type ErrorEvent, type Event, type RuntimeSnapshot, SERVER_LISTENING_EVENT } from '@kymo/protocol'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { AppServer } from '../src/testing/app-server.ts'
import { browserResource, postAsPage } from '../src/testing/browser.ts'
import { TestCollector } from '../src/testing/collector.ts'
import { batch, exception, T } from '../src/testing/facts.ts'
import { type TemporaryFolder, temporaryFolder } from '../src/testing/temporary-folder.ts'

const CART = `// The cart.
import { price } from '../lib/price.ts'

interface Item { readonly id: number }

export function total(items: readonly Item[]): number {
  let sum = 0
  for (const item of items) {
    if (item.id === 13) throw new RangeError(\`no price for \${price(item.id)}\`)
    sum += price(item.id)
  }
  return sum
}
`
const PRICE = `export function price(id: number): number {
  return id * 100
}
`
const CALLER = `import { total } from './cart.ts'
import { run } from 'runner'

declare const report: (error: unknown) => void
try {
  run(() => total([{ id: 1 }, { id: 13 }]))
} catch (error) {
  report(error)
}
`
const RUNNER = `export function run(task) {\n  return task()\n}\n`

let project: TemporaryFolder
/** What the bundler made. */
let built: { readonly code: string; readonly map: string }
let app: AppServer
let foreign: AppServer
let collector: TestCollector

beforeAll(async () => {
  project = await temporaryFolder()
  built = await build(project.path)
}, 120_000)

afterAll(() => project.remove())

beforeEach(async () => {
  app = await AppServer.start()
  foreign = await AppServer.start()
  collector = await TestCollector.start({ allowAppOrigins: true })
  await collector.put(listening(app))
})

afterEach(async () => {
  await collector.stop()
  await app.stop()
  await foreign.stop()
})

function listening({ port }: AppServer): Event {
  const attributes = {
    'server.port': port,
    'url.scheme': 'http',
    'process.working_directory': project.path,
  }
  return { fact: 'event', name: SERVER_LISTENING_EVENT, time: T, attributes }
}

/** Makes a real bundle with a real map, minified. */
async function build(folder: string): Promise<{ code: string; map: string }> {
  const files = {
    'app/main.ts': CALLER,
    'app/cart.ts': CART,
    'lib/price.ts': PRICE,
    'node_modules/runner/index.js': RUNNER,
    'node_modules/runner/package.json': '{"name":"runner","type":"module","main":"index.js"}',
  }
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(folder, path, '..'), { recursive: true })
    await writeFile(join(folder, path), content)
  }
  const vite = await import('vite')
  const output = await vite.build({
    root: folder,
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      sourcemap: true,
      minify: true,
      rollupOptions: { input: join(folder, 'app/main.ts'), output: { format: 'iife' } },
    },
  })
  const [chunk] = (output as unknown as { output: { code: string; map: object }[] }).output
  return { code: chunk?.code ?? '', map: JSON.stringify(chunk?.map) }
}

/** Runs a script as if it had come from an address. @returns the stack of what it threw */
function stackOf(code: string, address: string): string {
  let stack = ''
  const report = (error: Error) => {
    stack = error.stack ?? ''
  }
  runInNewContext(code, { report }, { filename: address })
  return stack
}

const withoutReference = (code: string) => code.replace(/\/\/# sourceMappingURL=.*\s*$/, '')
const inline = (map: string) =>
  `data:application/json;charset=utf-8;base64,${Buffer.from(map).toString('base64')}`

/** Serves the bundle at an address. @returns the stack of what it throws there */
function serve(reference: string, { path = '/assets/main-1a2b3c4d.js', code = built.code } = {}): string {
  const script = `${withoutReference(code)}\n//# sourceMappingURL=${reference}\n`
  app.files[path] = script
  return stackOf(script, app.origin + path)
}

/** Sends a stack from a page, and reads what was made of it. */
async function mapped(stack: string, message = 'no price for 1300'): Promise<ErrorEvent> {
  const event = exception(undefined, message, {
    attributes: { 'exception.type': 'RangeError', 'exception.stacktrace': stack },
  })
  const response = await postAsPage(collector, batch([event], browserResource()), { origin: app.origin })
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`)
  const { errors } = await collector.get<RuntimeSnapshot>('/api/runtime')
  const [error] = errors.filter((one) => one.message === message)
  if (error === undefined) throw new Error('It was not kept.')
  return error
}

const PLACE = { file: 'app/cart.ts', line: 9, column: expect.any(Number) }

function expectMapped(error: ErrorEvent): void {
  expect(error.source).toMatchObject(PLACE)
  expect(error.code).toEqual({ firstLine: 6, lines: CART.split('\n').slice(5, 12) })
  expect(error.stack).toMatch(/app\/cart\.ts:9:\d+/)
  expect(error.stack).toMatch(/app\/main\.ts:6:\d+/)
}

function expectUnmapped(error: ErrorEvent, stack: string): void {
  expect(error).toMatchObject({ source: null, code: null, stack })
}

describe('the stack of an exception in a page', () => {
  it('is mapped to the source, past the packages, by a map beside the script', async () => {
    const stack = serve('main-1a2b3c4d.js.map')
    app.files['/assets/main-1a2b3c4d.js.map'] = absolute(built.map)
    const error = await mapped(stack)
    expectMapped(error)
    expect(error.stack).toContain('node_modules/runner/index.js')
    expect(error.stack?.split('\n')[0]).toBe(stack.split('\n')[0])
  })

  it('is mapped by a map within the script', async () => {
    expectMapped(await mapped(serve(inline(absolute(built.map)))))
  })

  it('is mapped by a map in sections', async () => {
    const shift = '\n\n\n'
    const map = JSON.stringify({
      version: 3,
      sections: [{ offset: { line: 3, column: 0 }, map: JSON.parse(absolute(built.map)) }],
    })
    expectMapped(await mapped(serve(inline(map), { code: shift + built.code })))
  })

  it.each([
    ['turbopack:///[project]/', 'turbopack:///[project]/'],
    ['webpack', 'webpack://shop/./'],
    ['webpack with a layer', 'webpack://_N_E/(app-pages-browser)/./'],
  ])('is told in the project’s own paths, as %s names them', async (_, prefix) => {
    const map = JSON.parse(built.map) as { sources: string[] }
    const sources = map.sources.map((source) => prefix + source.replace(/^(\.\.\/)+/, ''))
    expectMapped(await mapped(serve(inline(JSON.stringify({ ...map, sources })))))
  })

  it('is told without a place in the app where all of it is ignored', async () => {
    const map = JSON.parse(absolute(built.map)) as { sources: string[] }
    const ignoreList = map.sources.map((_, i) => i)
    const error = await mapped(serve(inline(JSON.stringify({ ...map, ignoreList }))))
    expect(error.source).toBeNull()
    expect(error.stack).toMatch(/app\/cart\.ts:9:\d+/)
  })

  it('of a module that webpack evaluates is mapped by the dev server', async () => {
    const file = 'webpack-internal:///(app-pages-browser)/./app/cart.ts'
    app.files[`/__nextjs_source-map?filename=${encodeURIComponent(file)}`] = absolute(built.map)
    const stack = stackOf(withoutReference(built.code), file)
    expectMapped(await mapped(stack))
  })

  it('of a module that Turbopack replaced after an edit is mapped by the dev server', async () => {
    const chunk =
      '/static/chunks/_1a2b._.js?id=%255Bproject%255D/app/cart.ts+%255Bapp-client%255D+(ecmascript)'
    const name = `file://${project.path}/.next/dev${chunk}`
    app.files[`/__nextjs_source-map?filename=${encodeURIComponent(name)}`] = absolute(built.map)
    // At its address there is the whole script, in which the place is another.
    app.files[`/_next${chunk}`] = `${'\n'.repeat(50)}${built.code}`
    expectMapped(await mapped(stackOf(withoutReference(built.code), `${app.origin}/_next${chunk}`)))
  })

  it('has no place where only who called is known', async () => {
    const stack = serve(inline(absolute(built.map)))
    const [message, ...frames] = stack.split('\n')
    const lost = [message, `    at gone (${app.origin}/assets/gone.js:1:1)`, ...frames].join('\n')
    const error = await mapped(lost)
    expect(error.source).toBeNull()
    expect(error.stack).toMatch(/app\/cart\.ts:9:\d+/)
    const elsewhere = [message, '    at gone (chrome-extension://abc/x.js:1:1)', ...frames].join('\n')
    expect((await mapped(elsewhere, 'of an extension')).source).toMatchObject(PLACE)
  })

  it('follows an edit: what is at the address is asked for again', async () => {
    const stack = serve(inline(absolute(built.map)))
    expectMapped(await mapped(stack))
    const moved = `\n\n${CART}`
    const map = JSON.parse(absolute(built.map)) as {
      sources: string[]
      sourcesContent: string[]
      mappings: string
    }
    const at = map.sources.findIndex((source) => source.endsWith('cart.ts'))
    map.sourcesContent[at] = moved
    serve(inline(JSON.stringify(map)))
    await expect
      .poll(async () => (await mapped(stack, `again ${Math.random()}`)).code?.lines, { timeout: 10_000 })
      .toEqual(moved.split('\n').slice(5, 12))
  })

  it('is asked for once for many errors', async () => {
    const stack = serve('main-1a2b3c4d.js.map')
    app.files['/assets/main-1a2b3c4d.js.map'] = absolute(built.map)
    await Promise.all(Array.from({ length: 20 }, (_, i) => mapped(stack, `no ${i}`)))
    expect(app.asked.filter((path) => path.endsWith('.map')).length).toBeLessThanOrEqual(2)
  })

  it('makes one group of one mistake, in whatever build it happened', async () => {
    const first = await mapped(serve(inline(absolute(built.map))))
    const path = '/assets/main-ffffffff.js'
    const second = await mapped(
      serve(inline(absolute(built.map)), { path, code: `/* another build */ ${built.code}` }),
      'no price for 2600',
    )
    expect(second.fingerprint).toBe(first.fingerprint)
  })

  it('keeps nothing secret of the code around it', async () => {
    const map = JSON.parse(absolute(built.map)) as { sources: string[]; sourcesContent: string[] }
    const at = map.sources.findIndex((source) => source.endsWith('cart.ts'))
    map.sourcesContent[at] = CART.replace('let sum = 0', `let sum = 0, key = 'sk${'_live_'}4242424242424242'`)
    const { code } = await mapped(serve(inline(JSON.stringify(map))))
    expect(code?.lines.join('\n')).toContain('[redacted]')
    expect(code?.lines.join('\n')).not.toContain('4242424242424242')
  })
})

/** The map with its sources named as Turbopack does in development. */
function absolute(text: string): string {
  const map = JSON.parse(text) as { sources: string[] }
  const sources = map.sources.map((source) => `file://${project.path}/${source.replace(/^(\.\.\/)+/, '')}`)
  return JSON.stringify({ ...map, sources })
}

describe('a hostile page', () => {
  const elsewhere = (stack: string) => stack.replaceAll(app.origin, foreign.origin)

  it('can not make the collector ask another server', async () => {
    foreign.files['/assets/main-1a2b3c4d.js'] = built.code
    const stacks = [
      elsewhere(serve(inline(absolute(built.map)))),
      `RangeError: x\n    at a (http://user:pass@localhost:${app.port}/assets/main-1a2b3c4d.js:1:50)`,
      `RangeError: x\n    at a (http://localhost.evil.example:${app.port}/x.js:1:50)`,
      `RangeError: x\n    at a (http://localhost:${collector.collector.port}/api/status:1:50)`,
      'RangeError: x\n    at a (file:///etc/passwd:1:1)',
      'RangeError: x\n    at a (/etc/passwd:1:1)',
      'RangeError: x\n    at a (data:text/javascript,throw:1:1)',
    ]
    for (const [i, stack] of stacks.entries()) expectUnmapped(await mapped(stack, `no ${i}`), stack)
    expect(foreign.asked).toEqual([])
    expect(app.asked).toEqual([])
  })

  it('can not by a map that lies elsewhere', async () => {
    foreign.files['/x.map'] = absolute(built.map)
    for (const reference of [`${foreign.origin}/x.map`, `//localhost:${foreign.port}/x.map`]) {
      const stack = serve(reference)
      expectUnmapped(await mapped(stack, reference), stack)
    }
    const file = serve(`file://${project.path}/app/cart.ts`)
    expectUnmapped(await mapped(file, 'a file'), file)
    expect(foreign.asked).toEqual([])
  })

  it('can not by an answer that sends it elsewhere', async () => {
    foreign.files['/x.map'] = absolute(built.map)
    const redirect = serve('x.map')
    app.files['/assets/x.map'] = (_, response) => {
      response.writeHead(302, { location: `${foreign.origin}/x.map` }).end()
    }
    expectUnmapped(await mapped(redirect), redirect)
    app.files['/assets/other.js'] = (_, response) => {
      response.writeHead(307, { location: `${foreign.origin}/assets/main-1a2b3c4d.js` }).end()
    }
    const script = redirect.replaceAll('main-1a2b3c4d.js', 'other.js')
    expectUnmapped(await mapped(script, 'a script'), script)
    expect(foreign.asked).toEqual([])
  })

  it.each<[string, string]>([
    ['a body that never ends', 'endless'],
    ['a body that never begins', 'silent'],
    ['a map that is too large', 'huge'],
    ['a map that is none', 'broken'],
    ['a map of nothing', 'empty'],
    ['a map with impossible mappings', 'impossible'],
    ['nothing at all', 'missing'],
  ])('gets its exception kept in time in spite of %s', { timeout: 120_000 }, async (_, kind) => {
    const stack = serve(`${kind}.map`)
    app.files['/assets/endless.map'] = (_request, response) => {
      const timer = setInterval(() => response.write(' '.repeat(1000)), 5)
      response.once('close', () => clearInterval(timer))
    }
    app.files['/assets/silent.map'] = () => undefined
    app.files['/assets/huge.map'] = (_request, response) => {
      const chunk = ' '.repeat(1024 * 1024)
      const write = () => {
        while (!response.destroyed && response.write(chunk));
      }
      response.on('drain', write)
      write()
    }
    app.files['/assets/broken.map'] = '<!doctype html>'
    app.files['/assets/empty.map'] = '{}'
    app.files['/assets/impossible.map'] = JSON.stringify({
      version: 3,
      sources: ['a'],
      names: [],
      // Of a tenth source, at every column.
      mappings: Array(400).fill('CUAA').join(','),
    })
    const began = performance.now()
    expectUnmapped(await mapped(stack), stack)
    expect(performance.now() - began).toBeLessThan(10_000)
    await collector.get('/api/status')
  })

  it('can not hold up what others send', async () => {
    app.files['/silent.js'] = () => undefined
    const waiting = Array.from({ length: 30 }, (_, i) =>
      mapped(`RangeError: x\n    at a (${app.origin}/silent.js?${i}:1:1)`, `waits ${i}`),
    )
    const began = performance.now()
    await Promise.all(waiting)
    // One after the other they would take a minute.
    expect(performance.now() - began).toBeLessThan(20_000)
  })
})

describe('a collector in production', () => {
  it('asks no server for anything', async () => {
    const production = await TestCollector.start({ allowedOrigins: [app.origin] })
    try {
      await production.put(listening(app))
      const stack = serve(inline(absolute(built.map)))
      const event = exception(undefined, 'no', { attributes: { 'exception.stacktrace': stack } })
      const response = await postAsPage(production, batch([event], browserResource()), { origin: app.origin })
      expect(response.status).toBe(200)
      const { errors } = await production.get<RuntimeSnapshot>('/api/runtime')
      expectUnmapped(errors[0] as ErrorEvent, stack)
      expect(app.asked).toEqual([])
    } finally {
      await production.stop()
    }
  })
})
