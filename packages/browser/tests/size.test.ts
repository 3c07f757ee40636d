import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build, type Rollup } from 'vite'
import { expect, test } from 'vitest'

/** Bytes that this import set adds to a page, minified and compressed. */
async function size(imports: string): Promise<number> {
  const entry = fileURLToPath(new URL('../src/index.ts', import.meta.url))
  const output = await build({
    configFile: false,
    logLevel: 'silent',
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === 'entry' ? '\0entry' : undefined),
        load: (id) =>
          id === '\0entry' ? `import * as all from '${entry}'\nself.kept = ${imports}` : undefined,
      },
    ],
    build: { write: false, target: 'es2022', modulePreload: false, rollupOptions: { input: 'entry' } },
  })
  const [chunk] = (output as Rollup.RollupOutput).output
  return gzipSync(chunk.code, { level: 9 }).length
}

test('the page’s runtime stays small, and who does not show the panel does not carry it', async () => {
  const [core, whole] = [await size('all.startPage'), await size('[all.startPage, all.showPanel]')]
  console.info(`@kymo/browser, gzip: ${core} bytes, with the panel ${whole}`)
  expect(core).toBeLessThan(6600)
  expect(whole).toBeLessThan(14_000)
})

test('on a server it may be imported, and does nothing', async () => {
  const { startPage, showPanel } = await import('../src/index.ts')
  const page = startPage({ url: 'http://localhost:1', key: 'key', app: 'app' })
  expect(page).toBeUndefined()
  expect(showPanel(page)).toBeUndefined()
})
