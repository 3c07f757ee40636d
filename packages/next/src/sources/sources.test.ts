import { mkdirSync, mkdtempSync, realpathSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { runInThisContext } from 'node:vm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { appFrame } from './app-frame.ts'
import { codeContext, codeOnDisk } from './code-context.ts'
import { mapStack } from './map-stack.ts'
import { setProjectFolder } from './project-files.ts'

let project: string
let chunks: string

beforeEach(() => {
  project = realpathSync(mkdtempSync(join(tmpdir(), 'kymo-sources-')))
  chunks = join(project, '.next/dev/server/chunks')
  mkdirSync(chunks, { recursive: true })
  mkdirSync(join(project, 'app'))
  setProjectFolder(project)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(project, { recursive: true })
  setProjectFolder(process.cwd())
})

const source = Array.from({ length: 20 }, (_, i) => `line ${i + 1}`)
/** Each line of a script is from the line after it. */
const shifted = `AACA${';AACA'.repeat(source.length - 2)}`

const mapOf = (sources: string[], more: object = {}) => ({
  version: 3,
  sources,
  sourcesContent: sources.map(() => source.join('\n')),
  names: [],
  mappings: shifted,
  ...more,
})

/** A script of the bundler that names its map. */
function script(name: string, map: unknown, comment = `${name}.map`): string {
  const path = join(chunks, name)
  writeFileSync(path, `${'f()\n'.repeat(source.length)}//# sourceMappingURL=${comment}\n`)
  if (map !== undefined) writeFileSync(`${path}.map`, typeof map === 'string' ? map : JSON.stringify(map))
  return path
}

const page = () => pathToFileURL(join(project, 'app/page.tsx')).href
const stack = (path: string, line = 4) => `Error: it failed\n    at Page (${path}:${line}:1)`
const found = { file: 'app/page.tsx', line: 5, column: 1, function: 'Page' }

describe('a script whose map is on disk', () => {
  test.each([
    ['with the address of its source', () => mapOf([page()])],
    ['with the path of its source', () => mapOf([join(project, 'app/page.tsx')])],
    ['with a path relative to the script', () => mapOf(['../../../../app/page.tsx'])],
    ['with the name that webpack gives', () => mapOf(['webpack://_N_E/./app/page.tsx'])],
    ['with the name that Turbopack gives', () => mapOf(['turbopack:///[project]/app/page.tsx'])],
    [
      'in sections',
      () => ({
        version: 3,
        sections: [
          { offset: { line: 0, column: 0 }, map: mapOf(['file:///elsewhere.ts'], { mappings: 'AAAA' }) },
          { offset: { line: 2, column: 0 }, map: mapOf([page()], { mappings: 'AAAA;AAIA' }) },
        ],
      }),
    ],
  ])('is looked up %s', (_, map) => {
    writeFileSync(join(project, 'app/page.tsx'), source.join('\n'))
    const path = script('a.js', map())
    expect(appFrame(stack(path))).toEqual(found)
    expect(appFrame(stack(pathToFileURL(path).href))).toEqual(found)
    expect(codeContext(found)).toEqual({
      firstLine: 2,
      lines: ['line 2', 'line 3', 'line 4', 'line 5', 'line 6', 'line 7', 'line 8'],
    })
  })

  test('is looked up in the script itself', () => {
    const data = Buffer.from(JSON.stringify(mapOf([page()]))).toString('base64')
    const path = script('a.js', undefined, `data:application/json;base64,${data}`)
    expect(appFrame(stack(path))).toEqual(found)
  })

  test('is looked up anew when the script has changed', () => {
    expect(appFrame(stack(script('a.js', mapOf([page()]))))).toEqual(found)
    const moved = script('a.js', mapOf([page()], { mappings: `AAGA${';AACA'.repeat(18)}` }), 'a.js.map?2')
    expect(appFrame(stack(moved))).toMatchObject({ line: 7 })
  })

  test.each([
    ['is missing', undefined],
    ['is no JSON', '{'],
    ['is no object', 'null'],
    ['is of no version', '{}'],
    ['has mappings that are none', '{"version":3,"sources":["a.ts"],"mappings":"!!!?"}'],
    ['has sections without a map', '{"version":3,"sections":[{"offset":{"line":0,"column":0}}]}'],
    ['has sources that are none', '{"version":3,"sources":[null,4],"mappings":"AAAA;AAAA;AAAA;AAAA"}'],
  ])('says nothing where the map %s', (_, map) => {
    const path = script('a.js', map)
    expect(appFrame(stack(path))).toBeUndefined()
    expect(mapStack(stack(path))).toBe('Error: it failed\n    at Page (.next/dev/server/chunks/a.js:4:1)')
  })

  test('opens no map elsewhere, and none that is too long', () => {
    writeFileSync(join(project, 'elsewhere.map'), JSON.stringify(mapOf([page()])))
    expect(appFrame(stack(script('a.js', undefined, '../../../../elsewhere.map')))).toBeUndefined()
    const path = script('b.js', mapOf([page()]))
    truncateSync(`${path}.map`, 33 * 1024 * 1024)
    expect(appFrame(stack(path))).toBeUndefined()
  })
})

describe('a script whose map Node has read', () => {
  const require = createRequire(import.meta.url)
  beforeAll(() => process.setSourceMapsEnabled(true))
  afterAll(() => process.setSourceMapsEnabled(false))

  test('is looked up there, also after it was loaded again from the same place', () => {
    const load = (mappings: string) => {
      const path = script('a.js', mapOf([page()], { mappings }))
      writeFileSync(path, `\n\n\nmodule.exports = 1\n//# sourceMappingURL=a.js.map\n`)
      delete require.cache[path]
      require(path)
      return path
    }
    expect(appFrame(stack(load(shifted)))).toEqual(found)
    expect(appFrame(stack(load(`AAGA${';AACA'.repeat(18)}`)))).toMatchObject({ line: 7 })
  })

  test('is looked up by the name that webpack gives to what it evaluates', () => {
    const data = Buffer.from(JSON.stringify(mapOf([page()]))).toString('base64')
    const name = 'webpack-internal:///(rsc)/./app/page.tsx'
    const code = `1\n\n\n\n//# sourceMappingURL=data:application/json;base64,${data}\n//# sourceURL=${name}\n`
    runInThisContext(`eval(${JSON.stringify(code)})`)
    expect(appFrame(stack(name))).toEqual(found)
  })
})

describe('the innermost frame of the app', () => {
  test('is the first that is neither of Node, a package, Next.js nor Kymo', () => {
    const path = script('a.js', mapOf([page()]))
    const ofPackage = script('b.js', mapOf([join(project, 'node_modules/lib/index.ts')]))
    const own = new URL('app-frame.ts', import.meta.url)
    const inner = [
      'node:internal/process/task_queues',
      join(project, 'node_modules/lib/index.js'),
      'webpack-internal:///(rsc)/./node_modules/lib/index.js',
      own.href,
      own.pathname,
      ofPackage,
      join(chunks, 'unknown.js'),
      '/elsewhere/script.js',
    ]
    const frames = [...inner, path].map((file) => `    at Page (${file}:4:1)`)
    expect(appFrame(['Error: x', ...frames].join('\n'))).toEqual(found)
    expect(appFrame(['Error: x', ...frames.slice(0, -1)].join('\n'))).toBeUndefined()
  })

  test('is taken as it is where no bundler has touched it', () => {
    writeFileSync(join(project, 'server.mjs'), source.join('\n'))
    expect(appFrame(stack(join(project, 'server.mjs')))).toEqual({ ...found, file: 'server.mjs', line: 4 })
    expect(codeContext({ ...found, file: 'server.mjs' })?.firstLine).toBe(2)
  })

  test('is not looked for in production', () => {
    vi.stubEnv('NODE_ENV', 'production')
    const path = script('a.js', mapOf([page()]))
    expect(appFrame(stack(path))).toBeUndefined()
    expect(codeContext(found)).toBeUndefined()
    expect(mapStack(stack(path))).toBe('Error: it failed\n    at Page (.next/dev/server/chunks/a.js:4:1)')
  })
})

test('a stack is told with the places of the source, and without the folders of the machine', () => {
  const path = script('a.js', mapOf([page()]))
  const text = [
    `Error: it failed in ${project}/app/page.tsx`,
    `    at async Object.GET (${path}:4:1)`,
    `    at async ${path}:5:1`,
    '    at Array.map (<anonymous>)',
    `    at runAround (${new URL('../internals/around-run.js', import.meta.url).href}:1:2)`,
    '    at runAround (/machine/node_modules/@kymo/next/dist/internals/around-run.js:1:2)',
    `    at run (file://${project}/node_modules/lib/index.js:1:2)`,
    '    at render (/machine/node_modules/next/dist/render.js:3:4)',
    'Caused by: Error: deeper',
    `    at ${path}:6:1`,
  ]
  expect(mapStack(text.join('\n')).split('\n')).toEqual([
    'Error: it failed in app/page.tsx',
    '    at async GET (app/page.tsx:5:1)',
    '    at async app/page.tsx:6:1',
    '    at Array.map (<anonymous>)',
    '    at run (node_modules/lib/index.js:1:2)',
    '    at render (node_modules/next/dist/render.js:3:4)',
    'Caused by: Error: deeper',
    '    at app/page.tsx:7:1',
  ])
})

describe('the code around a place', () => {
  const at = (file: string, line: number) => ({ file, line, column: 1, function: null })

  test('ends where the source does, and is cut to a width', () => {
    writeFileSync(join(project, 'short.ts'), ['one', 'two', 'x'.repeat(1000)].join('\r\n'))
    expect(codeOnDisk(at('short.ts', 1))).toEqual({ firstLine: 1, lines: ['one', 'two', 'x'.repeat(300)] })
    expect(codeOnDisk(at('short.ts', 4))).toBeUndefined()
    expect(codeOnDisk(at('short.ts', 0))).toBeUndefined()
  })

  test('is read of sources of the project only', () => {
    writeFileSync(join(project, '.env'), 'SECRET=1')
    mkdirSync(join(project, 'node_modules/lib'), { recursive: true })
    writeFileSync(join(project, 'node_modules/lib/index.js'), 'one')
    for (const file of [
      '.env',
      'node_modules/lib/index.js',
      '../../etc/passwd',
      '/etc/passwd',
      'app',
      'none.ts',
      '',
    ]) {
      expect(codeOnDisk(at(file, 1))).toBeUndefined()
    }
    expect(codeOnDisk(at(new URL(import.meta.url).pathname, 1))).toBeUndefined()
  })

  test('holds no private key, even where its first line is out of sight', () => {
    const key = [
      '`-----BEGIN PRIVATE KEY-----',
      ...source.map(() => 'MIIEvQIBADAN'),
      '-----END PRIVATE KEY-----`',
      'after',
    ]
    writeFileSync(join(project, 'key.ts'), key.join('\n'))
    expect(codeOnDisk(at('key.ts', 12))?.lines).toEqual(Array.from({ length: 7 }, () => '[redacted]'))
    expect(codeOnDisk(at('key.ts', 23))?.lines.at(-1)).toBe('after')
  })
})

test('whatever is taken for a stack, nothing is thrown', () => {
  for (const garbage of [
    '',
    '\n',
    '    at ',
    '    at (',
    '    at f (:1:1)',
    '    at f (file://%%%:1:1)',
    '    at f (about://React/Server/%E0%A4%A?1:1:1)',
    `    at ${'('.repeat(1e5)}`,
    `    at f (${'/a'.repeat(1e5)}:1:1)`,
  ]) {
    expect(appFrame(garbage)).toBeUndefined()
    expect(typeof mapStack(garbage)).toBe('string')
  }
})
