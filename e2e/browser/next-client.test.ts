import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { MONITORS } from '../../packages/browser/src/monitors/health-source.ts'
import { bundle } from './bundle.ts'
import { useStand } from './stand.ts'

/* `import '@kymo/next/client'` under development, in a page that has the script of `kymo dev` or has it not. */

const development = fileURLToPath(new URL('../../packages/next/src/client/development.ts', import.meta.url))
let script = ''
beforeAll(async () => {
  const code = await bundle(`import ${JSON.stringify(development)}`)
  // Next.js puts the text in while it builds the app.
  script = code.replace(/\S+\.NEXT_PUBLIC_KYMO_PAGE/, 'window.kymoPage')
})
const stand = useStand()

async function importClient(off: readonly string[] = []) {
  const page = { url: stand.collector.url, key: 'test-key', app: 'test-app', off }
  await stand.page.evaluate((text) => {
    Object.assign(window, { kymoPage: text })
  }, JSON.stringify(page))
  await stand.page.addScriptTag({ content: script })
}
const there = () =>
  stand.page.evaluate(
    (names) => names.filter((name) => Reflect.get(window, Symbol.for(`kymo.${name}`))?.running === true),
    Object.values(MONITORS).filter((name) => name !== MONITORS.vitals),
  )
const { performance, components, signals, network, errors } = MONITORS

test('what is switched off stays off, whoever comes first', async () => {
  await stand.serve({ attributes: 'data-kymo-off="memory"' })
  await stand.open()
  const before = await there()
  expect([...before].sort()).toEqual([performance, components, signals, network, errors].sort())
  await importClient(['memory'])
  expect(await there()).toEqual(before)
})

test('without the script it starts the same', async () => {
  await stand.serve({ script: Promise.resolve('') })
  await stand.open()
  await importClient(['memory'])
  expect([...(await there())].sort()).toEqual([performance, components, signals, network, errors].sort())
})

test('where the page may not call the collector, nothing is looked for, as by the script', async () => {
  await stand.serve({ attributes: 'data-kymo-blocked' })
  await stand.open()
  expect(await there()).toEqual([])
  await importClient()
  expect(await there()).toEqual([])
})
