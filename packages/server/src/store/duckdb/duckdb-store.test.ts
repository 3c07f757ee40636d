import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { describe, expect, it } from 'vitest'
import { navigation } from '../../testing/browser.ts'
import { batch, exception, fetchSpan, page, request, resource, T } from '../../testing/facts.ts'
import { describeStore } from '../../testing/store-conformance/describe-store.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
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

describe('DuckDB store that is kept to a size', () => {
  it('loses the oldest, and uses their room again', { timeout: 60_000 }, async () => {
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

describe('DuckDB store of an earlier version', () => {
  it('is brought to this one, with all that it holds', async () => {
    const folder = await temporaryFolder()
    const open = () =>
      DuckDBStore.open({ folder: folder.path, now: () => T, onNotice: ({ message }) => expect.fail(message) })
    try {
      const home = page('/')
      const before = await open()
      await before.append([batch([home, fetchSpan(home), exception(home, 'no')], resource('shop', 'one'))])
      await before.close()
      await toVersion1(folder.path)
      const store = await open()
      expect(await store.spans({ order: 'newest', limit: 10 })).toHaveLength(2)
      const [old] = await store.events({ limit: 1 })
      expect(old).toMatchObject({ visitId: null, fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) })
      const visited = { 'kymo.visit.id': home.spanId }
      await store.append([
        batch(
          [navigation(), fetchSpan(home, { attributes: visited }), exception(home, 'no')],
          resource('shop', 'two'),
        ),
      ])
      expect(await store.spans({ visited: true, order: 'newest', limit: 10 })).toHaveLength(2)
      expect(await store.exceptionGroups({}, 10)).toMatchObject([{ count: 1, fingerprint: old?.fingerprint }])
      await store.close()
    } finally {
      await folder.remove()
    }
  })
})

/** Takes back what the second version of the schema added. */
async function toVersion1(folder: string): Promise<void> {
  const instance = await DuckDBInstance.create(join(folder, 'kymo.duckdb'))
  const connection = await instance.connect()
  for (const [table, columns] of [
    ['fetches', ['visit_id']],
    ['spans', ['visit_id', 'url']],
    ['events', ['visit_id', 'fingerprint', 'thrown', 'mechanism']],
  ] as const) {
    for (const column of columns) await connection.run(`ALTER TABLE ${table} DROP COLUMN ${column}`)
  }
  await connection.run('DELETE FROM schema_migrations WHERE version > 1')
  connection.disconnectSync()
  instance.closeSync()
}
