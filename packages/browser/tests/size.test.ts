import { expect, test } from 'vitest'
import { bundleImports, IMPORT_SETS, sizesOf } from './bundle-imports.mjs'

/** Bytes, compressed: of what is there at once, and with all that is loaded later. `npm run bench:size` writes them down. */
const BOUNDS: Readonly<Record<keyof typeof IMPORT_SETS, { readonly first: number; readonly all: number }>> = {
  'mark, measure': { first: 700, all: 700 },
  startPage: { first: 7100, all: 11_400 },
  'startPage, showPanel': { first: 17_000, all: 21_400 },
  getErrorReporter: { first: 14_500, all: 14_500 },
  everything: { first: 56_000, all: 66_000 },
}

test.each(Object.keys(BOUNDS) as (keyof typeof IMPORT_SETS)[])(
  'an app that imports %s carries little else',
  async (set) => {
    const { first, all } = sizesOf(await bundleImports(IMPORT_SETS[set]))
    console.info(`@kymo/browser, gzip: ${set}: ${first} bytes, with what is loaded later ${all}`)
    expect(first).toBeLessThanOrEqual(BOUNDS[set].first)
    expect(all).toBeLessThanOrEqual(BOUNDS[set].all)
  },
)

test('who takes only mark and measure carries nothing of the rest, to the byte', async () => {
  const [ofPackage, alone] = await Promise.all([
    bundleImports(['mark', 'measure']),
    bundleImports(['mark', 'measure'], 'performance/user-timing.ts'),
  ])
  expect(ofPackage.map(({ code }) => code)).toEqual(alone.map(({ code }) => code))
  expect(ofPackage).toHaveLength(1)
})

test('the runtime of a page is without monitors, panel and Next.js', async () => {
  const code = (await bundleImports(['startPage'])).map((chunk) => chunk.code).join()
  for (const foreign of ['kymo-panel', 'kymo.components', 'kymo.signals', 'XMLHttpRequest', 'next-router'])
    expect(code).not.toContain(foreign)
})

test('on a server it may be imported, and does nothing', async () => {
  const kymo = await import('../src/index.ts')
  const page = kymo.startPage({ url: 'http://localhost:1', key: 'key', app: 'app' })
  expect(page).toBeUndefined()
  expect(kymo.showPanel(page)).toBeUndefined()
  const accessors = Object.entries(kymo).filter(([name]) => /^get[A-Z]/.test(name))
  expect(accessors.length).toBeGreaterThan(5)
  for (const [, get] of accessors) {
    const monitor = (get as (config: object) => { readonly running: boolean; stop(): void })({
      enabled: true,
    })
    expect(monitor.running).toBe(false)
    monitor.stop()
  }
  expect(kymo.mark('on a server').duration).toBe(0)
})
