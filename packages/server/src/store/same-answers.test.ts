import { type Attributes, CALL_APIS, DEVICES, type Fact, WEB_VITALS } from '@kymo/protocol'
import { afterEach, expect, it } from 'vitest'
import { navigation, pageError } from '../testing/browser.ts'
import { batch, fetchSpan, page, resource, span, T } from '../testing/facts.ts'
import { Seeded } from '../testing/seeded.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { vital } from '../testing/vitals.ts'
import { BROWSER_PREFIX } from './browser/browser-store.ts'
import { DuckDBStore } from './duckdb/duckdb-store.ts'
import { MemoryStore } from './memory/memory-store.ts'
import type { Store } from './store.ts'

/* Whatever pages tell, in whatever order: both stores make the same of it. */

const HOUR = 3_600_000
const APPS = ['shop', 'Shop', '__proto__', "o'app"]
const PATHS = ['/', '/product/1', '/product/2', '/(a|b)+/$', '/%E2%82%AC', '/constructor', '']
const COUNTS = [0, -1, 1.5, 3, 20_000, 1e20, 1e300, '7', '']
const SIZES = [0, 10, 1.5, -1, 1e21, 1.5e308, '9']

const cleanUps: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

it.each([1, 2, 3, 4, 5])(
  'answer alike of what pages told at random (%i)',
  { timeout: 120_000 },
  async (seed) => {
    const folder = await temporaryFolder()
    const duckdb = await DuckDBStore.open({ folder: folder.path, now: () => T, onNotice: () => undefined })
    cleanUps.push(folder.remove, () => duckdb.close())
    const memory = new MemoryStore(() => T)
    const chance = new Chance(seed)
    for (let i = 0; i < 60; i++) {
      const app = chance.of(APPS)
      const of = chance.below(8) === 0 ? resource(app, 'agent') : pageOf(app, `page ${chance.below(12)}`)
      const told = batch(chance.facts(), of, i + 1)
      const again = await Promise.all([memory.append([told]), duckdb.append([told])])
      expect(again[0]).toEqual(again[1])
    }
    for (const ask of questions(chance)) expect(await ask(duckdb)).toEqual(near(await ask(memory)))
  },
)

const pageOf = (app: string, name: string) => ({
  ...resource(app, `${BROWSER_PREFIX}${name}`),
  'kymo.runtime': 'browser',
})

class Chance extends Seeded {
  of<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item
  }

  /** Late ones and early ones, also of clocks that are wrong. */
  time(): number {
    return T + (this.below(3) - 1) * 2 * HOUR + this.below(1000) * 100
  }

  facts(): Fact[] {
    return Array.from({ length: this.below(12) }, () => this.fact())
  }

  fact(): Fact {
    const time = this.time()
    const visitId = this.of(['a'.repeat(16), 'b'.repeat(16), '0'.repeat(16), 'none'])
    switch (this.below(6)) {
      case 0: {
        const load = page(this.of(PATHS), { start: time })
        return this.below(2) === 0 ? load : { ...load, spanId: 'b'.repeat(16) }
      }
      case 1: {
        const error = pageError(visitId, this.of(['one', 'two']), time)
        return this.with(error, 'kymo.exception.count', this.of(COUNTS))
      }
      case 2: {
        const status = this.of([null, 200, 404, 99_999])
        const call = fetchSpan(undefined, {
          url: `http://${this.of(['a.test', 'b.test:8080'])}/`,
          start: time,
          duration: this.of([0, 1, 999.9, 1000, 1e9]),
          statusCode: status,
          status: status === 200 ? 'ok' : 'error',
        })
        const by = this.with(call, 'kymo.fetch.by', this.of([...CALL_APIS, 'other']))
        const sized = this.with(by, 'http.response.body.size', this.of(SIZES))
        return this.with(sized, 'http.request.resend_count', this.of(COUNTS))
      }
      case 3:
        return span('measure', {
          start: time,
          duration: this.below(500),
          attributes: { 'kymo.measure.type': this.of(['long-task', 'user', 'interaction']) },
        })
      case 4:
        return navigation({ url: this.of(PATHS), start: time })
      default:
        return vital(this.of(WEB_VITALS), this.of([0, 0.1, 0.25, 200, 2500, 2500.1, 1e9]), {
          id: `v${this.below(30)}`,
          time,
          device: this.of(DEVICES),
          visitId,
          path: this.of(PATHS),
        })
    }
  }

  with<Of extends Fact>(fact: Of, name: string, value: Attributes[string]): Of {
    return this.below(2) === 0 ? fact : { ...fact, attributes: { ...fact.attributes, [name]: value } }
  }
}

function questions(chance: Chance): ((store: Store) => Promise<unknown>)[] {
  return Array.from({ length: 25 }, () => {
    const from = chance.of([0, T - HOUR, T, T + HOUR])
    const app = chance.of([undefined, ...APPS, 'nobody'])
    const within = { from, to: chance.of([from + 1, from + 3 * HOUR, T + 365 * 24 * HOUR]), app }
    const route = chance.of([undefined, undefined, ...PATHS, '/product/:id'])
    const vitals = { ...within, route, device: chance.of([undefined, ...DEVICES]) }
    const step = chance.of([1000, 60_000, HOUR])
    const instances = chance.of([
      undefined,
      [`${BROWSER_PREFIX}page 1`],
      ['agent', `${BROWSER_PREFIX}page 2`],
    ])
    return async (store: Store) => ({
      within: vitals,
      stats: await store.vitalStats(vitals, step),
      sums: await store.vitalSums(vitals),
      poor: await store.poorVitals(vitals, 1),
      pages: await store.pageSums(within),
      calls: await store.callStats({ kinds: ['fetch'], callers: CALL_APIS, ...within }, 1000, 10),
      sources: await store.eventSources({ ...within, instances }, 5),
      events: (await store.events({ ...within, instances, limit: 20 })).map(({ seq, app, instance }) => [
        seq,
        app,
        instance,
      ]),
      groups: await store.exceptionGroups({ ...within, instances }, 10),
    })
  })
}

/** Sums of fractions may differ in their last digit. */
function near(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? value : expect.closeTo(value, 6)
  if (Array.isArray(value)) return value.map(near)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, near(item)]))
}
