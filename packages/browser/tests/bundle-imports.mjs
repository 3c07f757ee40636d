import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'

const source = (path) => fileURLToPath(new URL(`../src/${path}`, import.meta.url))

/** What apps import together. */
export const IMPORT_SETS = {
  'mark, measure': ['mark', 'measure'],
  startPage: ['startPage'],
  'startPage, showPanel': ['startPage', 'showPanel'],
  getErrorReporter: ['getErrorReporter'],
  everything: ['*'],
}

/**
 * Bundles what an app that imports these carries, as Vite does it for a production build, but without the code that Vite
 * itself adds for lazy chunks.
 *
 * @param {readonly string[]} names of what is imported; `*` for all
 * @param {string} from a module of the package
 * @returns {Promise<{ name: string, first: boolean, code: string, bytes: number, gzip: number }[]>} chunks with their
 * minified code and its gzip size. `first`: it is there at once; others are loaded later
 */
export async function bundleImports(names, from = 'index.ts') {
  const folder = await mkdtemp(join(tmpdir(), 'kymo-size-'))
  try {
    const entry = join(folder, 'app.js')
    const what = names.includes('*') ? '* as kept' : `{ ${names.join(', ')} }`
    const kept = names.includes('*') ? 'kept' : `[${names.join(', ')}]`
    const module = JSON.stringify(source(from))
    await writeFile(entry, `import ${what} from ${module}\nglobalThis.app = ${kept}\n`)
    const [{ output }] = await build({
      root: folder,
      configFile: false,
      logLevel: 'error',
      build: {
        write: false,
        target: 'es2022',
        lib: { entry, formats: ['es'], fileName: 'app' },
        rolldownOptions: {
          preserveEntrySignatures: false,
          output: { minify: true, comments: { annotation: false } },
        },
      },
    })
    const chunks = output.filter(({ type }) => type === 'chunk')
    const first = new Set([chunks.find(({ isEntry }) => isEntry)?.fileName])
    for (const name of first)
      for (const one of chunks.find(({ fileName }) => fileName === name)?.imports ?? []) first.add(one)
    return chunks.map(({ name, fileName, code }) => ({
      name,
      first: first.has(fileName),
      code,
      bytes: Buffer.byteLength(code),
      gzip: gzipSync(code, { level: 9 }).length,
    }))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * Sums of gzip sizes.
 *
 * @param {readonly { first: boolean, gzip: number }[]} chunks
 */
export function sizesOf(chunks) {
  const sum = (of) => of.reduce((bytes, { gzip }) => bytes + gzip, 0)
  const first = sum(chunks.filter((chunk) => chunk.first))
  return { first, all: sum(chunks) }
}
