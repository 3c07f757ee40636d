/** What one of each costs: a mark, a commit, an update of a signal, a request, an error. */
import { setTimeout as sleep } from 'node:timers/promises'
import { buildPage } from './build.mjs'
import { freshPage } from './chromium.mjs'
import { median } from './statistics.mjs'
import { SUBJECTS } from './subjects.mjs'

/** Milliseconds without a report after which no more is expected of what was done. */
const QUIET = 1300
/** How often it is done to see what it takes of the main thread, and what of it is kept. */
const PACED = { mark: 400, measure: 400, request: 200, error: 40 }
const HELD = { mark: 20_000, measure: 20_000, request: 1000, 'component, by name': 2000 }
const HELD_ELSE = 10_000
/** How often what is kept is looked at; of requests once, as it takes as long as they do. */
const holdsOf = (name) => (name === 'request' ? 1 : 3)
/** Where Kymo is measured with and without a collector: what it keeps without, as it otherwise keeps what is on its way. */
const PARTS = { bare: ['run', 'pace', 'hold'], telling: ['run', 'pace'] }
const partsOf = (variant, variants) =>
  PARTS[variant] ?? (variant !== 'kymo' ? ['pace'] : 'telling' in variants ? ['run', 'hold'] : PARTS.bare)

async function untilQuiet(host) {
  const begun = performance.now()
  while (Math.min(host.quiet, performance.now() - begun) < QUIET) await sleep(50)
}

async function measurePage(browser, host, path, parts) {
  const fresh = await freshPage(browser)
  const result = await measureCases(fresh, host, path, parts)
  await fresh.close()
  return result
}

async function measureCases({ page, cpu, heap }, host, path, parts) {
  await page.goto(host.url + path, { waitUntil: 'load' })
  const names = (part) => (parts.includes(part) ? page.evaluate((part) => self.bench.names(part), part) : [])
  const result = { time: {}, pace: {}, hold: {} }
  // The page's own beginning is over, and with it what observers do then.
  await sleep(300)
  for (const name of await names('run')) {
    result.time[name] = await page.evaluate((name) => self.bench.time(name), name)
  }
  const paced = await names('pace')
  const pace = (name) => page.evaluate(([name, count]) => self.bench.pace(name, count), [name, PACED[name]])
  // Once to warm up.
  for (const name of paced) await pace(name)
  if (paced.length) await untilQuiet(host)
  for (const name of paced) {
    host.reset()
    const before = await cpu()
    await pace(name)
    await untilQuiet(host)
    const after = await cpu()
    const { bytes, facts } = host.counts
    result.pace[name] = {
      time: ((after.tasks - before.tasks) / PACED[name]) * 1000,
      bytes: bytes / PACED[name],
      told: (facts[name === 'request' ? 'fetch' : name] ?? 0) / PACED[name],
    }
  }
  for (const name of await names('hold')) {
    const count = HELD[name] ?? HELD_ELSE
    const each = []
    // The first time all code is compiled, which the heap holds as well.
    for (let time = 0; time <= holdsOf(name); time++) {
      const before = await heap()
      await page.evaluate(([name, count]) => self.bench.hold(name, count), [name, count])
      if (paced.includes(name)) await untilQuiet(host)
      if (time > 0) each.push(((await heap()) - before) / count)
      await page.evaluate((name) => self.bench.release(name), name)
    }
    result.hold[name] = median(each)
  }
  return result
}

/** @returns by subject and variant the results of each round */
export async function measureSubjects({ browser, host, rounds, only, log }) {
  const subjects = SUBJECTS.filter(({ id }) => only?.includes(id) ?? true)
  const results = new Map()
  for (const { id, mode, variants } of subjects) {
    results.set(id, new Map(Object.keys(variants).map((variant) => [variant, []])))
    for (const [variant, modules] of Object.entries(variants)) {
      const built = await buildPage(`${id}-${variant}`, modules, mode)
      host.addPage(`/${id}/${variant}`, built)
    }
  }
  for (let round = 1; round <= rounds; round++) {
    for (const { id, variants, parts } of subjects) {
      // There and back: what comes early in a round is not always the same.
      const order = round % 2 ? Object.keys(variants) : Object.keys(variants).toReversed()
      for (const variant of order) {
        const result = await measurePage(
          browser,
          host,
          `/${id}/${variant}`,
          parts ?? partsOf(variant, variants),
        )
        results.get(id).get(variant).push(result)
        log(`round ${round}/${rounds}  ${id} ${variant}  ${JSON.stringify(result, shortened)}`)
      }
    }
  }
  return results
}

const shortened = (_, value) => (typeof value === 'number' ? Number(value.toPrecision(3)) : value)
