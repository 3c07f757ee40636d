/** What a page load costs: scripts that come over the wire, time of the main thread, and what is sent of the visit. */
import { setTimeout as sleep } from 'node:timers/promises'
import { buildPage } from './build.mjs'
import { freshPage } from './chromium.mjs'

/** Milliseconds after the page's load event until which it is watched, and until somebody clicks. */
const WATCHED = 2000
const CLICKED = 800

export const LOADS = [
  { id: 'nothing', label: 'nothing' },
  { id: 'kymo-core', label: 'Kymo core: visits, fetches, errors, vitals' },
  { id: 'kymo-all', label: 'Kymo, all monitors' },
  { id: 'kymo-dev', label: 'Kymo, script of `kymo dev`: all monitors and the panel' },
  { id: 'sentry', label: '@sentry/browser with tracing', package: '@sentry/browser' },
  { id: 'faro', label: '@grafana/faro-web-sdk', package: '@grafana/faro-web-sdk' },
  {
    id: 'faro-tracing',
    label: '@grafana/faro-web-sdk with faro-web-tracing',
    package: '@grafana/faro-web-sdk',
  },
]

async function addLoadPage(host, id) {
  const dev = id === 'kymo-dev'
  const built = await buildPage(`load-${id}`, [`observers/${dev ? 'nothing' : id}.js`, 'pages/shop.js'])
  host.addPage(`/load/${id}`, built, dev ? host.devScript : '')
}

async function measureLoad(browser, host, id) {
  const { page, cpu, close } = await freshPage(browser)
  host.reset()
  await page.goto(`${host.url}/load/${id}`, { waitUntil: 'load' })
  await sleep(CLICKED)
  await page.mouse.click(50, 20)
  await sleep(WATCHED - CLICKED)
  const { tasks, scripts: inScripts } = await cpu()
  const rows = await page.locator('li').count()
  if (rows !== 200 || (await page.locator('button').first().textContent()) !== '× 2') {
    throw new Error(`${id}: the page did not work (${rows} rows)`)
  }
  // Leaving a page is when it tells the rest.
  await page.goto('about:blank')
  await sleep(150)
  await close()
  const { scripts, posts, bytes } = host.counts
  return { tasks, inScripts, scripts, posts, bytes }
}

/** @returns by variant the figures of each load; the first load of each, which warms up, left out */
export async function measureLoads({ browser, host, count, only, log }) {
  const variants = LOADS.filter(({ id }) => only?.includes(id) ?? true)
  for (const { id } of variants) await addLoadPage(host, id)
  const results = new Map(variants.map(({ id }) => [id, []]))
  for (let round = 0; round <= count; round++) {
    // There and back: what comes early in a round is not always the same.
    for (const { id } of round % 2 ? variants : variants.toReversed()) {
      const result = await measureLoad(browser, host, id)
      if (round === 0) continue
      results.get(id).push(result)
      const { tasks, inScripts, scripts, posts, bytes } = result
      log(
        `load ${round}/${count}  ${id.padEnd(12)} ${tasks.toFixed(1).padStart(6)} ms, scripts ${inScripts.toFixed(1).padStart(5)} ms  ${scripts} B of scripts  ${posts} reports, ${bytes} B`,
      )
    }
  }
  return results
}
