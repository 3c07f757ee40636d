import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kymo-signals-'))
  await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      outDir: folder,
      target: 'es2023',
      modulePreload: false,
      minify: false,
      rollupOptions: {
        input: fileURLToPath(new URL('gc-program.ts', import.meta.url)),
        output: { entryFileNames: 'program.mjs' },
      },
    },
  })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const MADE = 3 * 10_100
const KEPT = 3 * 100

test.each(['preact', 'alien', 'solid', 'solid-wrapped', 'vue', 'track'])(
  'no signal of %s is kept alive, whether it was disposed or dropped, and none that is in use is lost',
  async (library) => {
    const program = join(folder, 'program.mjs')
    const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', program, library])
    // Disposed are effects; by a root of Solid memos, too.
    const disposed = MADE - 5000 * (library.startsWith('solid') ? 2 : 1)
    expect(JSON.parse(stdout)).toEqual({
      made: MADE,
      told: MADE,
      disposed,
      left: KEPT,
      gone: MADE - KEPT,
      goneOnce: MADE - KEPT,
      effectsThatRan: 100,
      edges: 200,
    })
  },
)
