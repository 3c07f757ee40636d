import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import { describe, expect, it } from 'vitest'
import { navigation } from '../../testing/browser.ts'
import { batch, exception, fetchSpan, page, request, resource, T } from '../../testing/facts.ts'
import { describeStore } from '../../testing/store-conformance/describe-store.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { vital } from '../../testing/vitals.ts'
import { DuckDBStore } from './duckdb-store.ts'

describeStore('DuckDB', async (now) => {
  const folder = await temporaryFolder()
  const open = () =>
    DuckDBStore.open({
      folder: folder.path,
      now,
      onNotice: ({ message }) => {
        throw new Error(message)
      },
    })
  let store = await open()
  return {
    store,
    reopen: async () => {
      await store.close()
      store = await open()
      return store
    },
    cleanUp: async () => {
      await store.close()
      await folder.remove()
    },
  }
})

describe('DuckDB store of very many pages', () => {
  it('knows a vital again, however much others told since', { timeout: 120_000 }, async () => {
    const folder = await temporaryFolder()
    const store = await DuckDBStore.open({ folder: folder.path, now: () => T, onNotice: () => undefined })
    try {
      const of = (name: string) => resource('shop', `browser:${name}`)
      await store.append([batch([vital('INP', 100, { id: 'i' })], of('silent'), 1)])
      for (let page = 0; page < 2500; page += 500) {
        const told = () => Array.from({ length: 45 }, () => vital('LCP', 1))
        await store.append(Array.from({ length: 500 }, (_, i) => batch(told(), of(`${page + i}`), 1)))
      }
      await store.append([batch([vital('INP', 700, { id: 'i', time: T + 10 })], of('silent'), 2)])
      expect(await store.vitalSums({ from: T, to: T + 1000 })).toMatchObject([
        { vital: 'LCP', count: 112_500 },
        { vital: 'INP', count: 1, p75: 700 },
      ])
    } finally {
      await store.close()
      await folder.remove()
    }
  })
})

describe('DuckDB store that is kept to a size', () => {
  it('loses the oldest, and uses their room again', { timeout: 120_000 }, async () => {
    const folder = await temporaryFolder()
    const store = await DuckDBStore.open({ folder: folder.path, now: () => T, onNotice: () => undefined })
    try {
      const of = resource()
      const maxSize = 12_000_000
      let start = T
      let largest = 0
      for (let sequence = 1; sequence <= 60; sequence++) {
        const facts = Array.from({ length: 5000 }, () =>
          request({ start: start++, attributes: { note: Math.random().toString(36).repeat(4) } }),
        )
        await store.append([batch(facts, of, sequence)])
        if (sequence % 10 === 0) await store.retain({ olderThan: 0, maxSize })
        if (sequence >= 30) largest = Math.max(largest, (await store.stats()).size ?? 0)
      }
      const { spans, oldest, expired } = await store.stats()
      expect(expired).toBeGreaterThan(0)
      expect(spans + expired).toBe(300_000)
      expect(oldest).toBe(start - spans)
      // The file holds what is in use, what was freed lately, and what came since.
      expect(largest).toBeLessThan(maxSize * 4)
      expect((await store.spans({ order: 'newest', limit: 1 }))[0]?.start).toBe(start - 1)
    } finally {
      await store.close()
      await folder.remove()
    }
  })
})

describe.each([1, 2, 3])('DuckDB store of version %i', (version) => {
  it('is brought to this one, with all that it holds, and its requests counted', async () => {
    const folder = await temporaryFolder()
    const open = () =>
      DuckDBStore.open({ folder: folder.path, now: () => T, onNotice: ({ message }) => expect.fail(message) })
    try {
      // Made by the Kymo of that time: twenty requests every six minutes, each with a fetch, and an exception.
      const made = await readFile(
        new URL(`../../../tests/fixtures/store-v${version}.duckdb.gz`, import.meta.url),
      )
      const file = join(folder.path, 'kymo.duckdb')
      await writeFile(file, gunzipSync(made))
      expect(await schemaVersion(file)).toBe(version)
      let store = await open()
      expect(await store.spans({ order: 'newest', limit: 100 })).toHaveLength(40)
      const [old] = await store.events({ limit: 1 })
      expect(old).toMatchObject({ visitId: null, fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) })
      const start = Date.UTC(2026, 9, 1, 12)
      const filter = { scope: 'spans', from: start, to: start + 7_200_000 } as const
      const expected = {
        total: { count: 19, errors: 2, slow: 0 },
        groups: [
          {
            route: '/thing/:id',
            derived: true,
            count: 4,
            errors: 0,
            max: 190,
            lastSeen: start + 18 * 360_000,
          },
          {
            app: 'shop',
            environment: 'production',
            method: 'GET',
            route: '/thing',
            derived: false,
            count: 15,
          },
        ],
      }
      const [shop, thing] = expected.groups
      const counted = { ...expected, groups: [{ ...shop, derived: false }, thing] }
      expect(await store.trafficStats(filter, 'app-route', 10)).toMatchObject(counted)
      const { percentiles } = (await store.trafficStats(filter, 'route', 10)).total
      expect(Math.abs((percentiles.p50 as number) - 100)).toBeLessThanOrEqual(1)
      await store.close()
      store = await open()
      // Not counted again.
      expect(await store.trafficStats(filter, 'app-route', 10)).toMatchObject(counted)
      const visited = { 'kymo.visit.id': 'a'.repeat(16) }
      const home = page('/')
      await store.append([
        batch([home, navigation(), fetchSpan(home, { attributes: visited }), exception(home, 'no')], {
          ...resource('shop', 'new'),
        }),
      ])
      expect(await store.spans({ visited: true, order: 'newest', limit: 10 })).toHaveLength(2)
      expect(await store.trafficStats({ ...filter, from: T, to: T + 60_000 }, 'route', 10)).toMatchObject({
        total: { count: 1 },
      })
      await store.close()
    } finally {
      await folder.remove()
    }
  })
})

async function schemaVersion(file: string): Promise<number> {
  const instance = await DuckDBInstance.create(file)
  const connection = await instance.connect()
  const result = await connection.runAndReadAll('SELECT max(version) FROM schema_migrations')
  connection.disconnectSync()
  instance.closeSync()
  return result.value(0, 0) as number
}
