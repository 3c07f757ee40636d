import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Exports, watchNextModules, withExport } from './module-watch.ts'

let folder: string
let load: NodeJS.Require

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kymo-modules-'))
  for (const name of ['early', 'late', 'broken', 'ignored']) {
    const file = join(folder, 'node_modules/next/dist/server', `${name}.js`)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(
      file,
      `Object.defineProperty(exports, 'name', { enumerable: true, get: () => '${name}' })`,
    )
  }
  load = createRequire(join(folder, 'app.js'))
})

afterAll(() => rm(folder, { recursive: true }))

test('files of Next.js are told of once, those that were loaded before, too; what takes their place is what is got', () => {
  const early = load('next/dist/server/early.js')
  const told: unknown[] = []
  const replace = (exports: Exports) => {
    told.push(exports.name)
    return withExport(exports, 'name', 'replaced')
  }
  const unwatch = watchNextModules(
    new Map([
      ['server/early.js', replace],
      ['server/late.js', replace],
      [
        'server/broken.js',
        () => {
          throw new Error('not as expected')
        },
      ],
    ]),
  )
  expect(told).toEqual(['early'])
  expect(load('next/dist/server/late.js').name).toBe('replaced')
  expect(load('next/dist/server/late.js').name).toBe('replaced')
  // Who asks for it from now on gets what took its place; who has it keeps it.
  expect(load('next/dist/server/early.js').name).toBe('replaced')
  expect(early.name).toBe('early')
  expect(load('next/dist/server/broken.js').name).toBe('broken')
  expect(load('next/dist/server/ignored.js').name).toBe('ignored')
  expect(told).toEqual(['early', 'late'])
  unwatch()
  Reflect.deleteProperty(load.cache, load.resolve('next/dist/server/late.js'))
  expect(load('next/dist/server/late.js').name).toBe('late')
})
