import { exceptionFingerprint } from '@kymo/protocol'
import { describe, expect, it } from 'vitest'
import type { ExceptionGroupRow } from '../../store/rows.ts'
import type { EventFilter } from '../../store/store.ts'
import { pageError } from '../browser.ts'
import { batch, exception, page, resource, span, T } from '../facts.ts'
import type { StoreUnderTest } from './store-under-test.ts'

export function describeErrors(t: StoreUnderTest): void {
  describe('exceptions', () => {
    const home = page('/')
    const other = page('/other')
    const VISIT = 'a'.repeat(16)

    async function put(): Promise<void> {
      await t.put(
        home,
        exception(home, 'out of stock 17', { time: T + 1 }),
        // Passed on to a span above.
        exception(home, 'out of stock 17', { time: T + 2 }),
        exception(other, 'out of stock 42', { time: T + 3 }),
        exception(undefined, 'out of stock 42', { time: T + 4 }),
        exception(undefined, 'out of stock 42', { time: T + 5 }),
        exception(home, 'no price', { time: T + 6, attributes: { 'kymo.exception.mechanism': 'render' } }),
        pageError(VISIT, 'no page', T + 7),
        { ...exception(undefined, 'only said', { time: T + 8 }), name: 'log' },
      )
      await t.store.append([batch([exception(other, 'no price', { time: T + 9 })], resource('api'))])
    }
    const groups = async (filter: EventFilter = {}, limit = 100) => {
      const rows = await t.store.exceptionGroups({ names: ['exception'], ...filter }, limit)
      return rows.map(({ count, firstSeen, lastSeen }) => [count, firstSeen - T, lastSeen - T])
    }

    it('of one mistake are summed up, with the newest first', async () => {
      await put()
      expect(await groups()).toEqual([
        [1, 9, 9],
        [1, 7, 7],
        [1, 6, 6],
        [4, 1, 5],
      ])
      expect(await groups({}, 2)).toHaveLength(2)
    })

    it('are found by app, time and mechanism', async () => {
      await put()
      expect(await groups({ app: 'api' })).toEqual([[1, 9, 9]])
      expect(await groups({ from: T + 4, to: T + 7 })).toEqual([
        [1, 6, 6],
        [2, 4, 5],
      ])
      expect(await groups({ mechanism: 'render' })).toEqual([[1, 6, 6]])
      expect(await groups({ mechanism: 'proxy' })).toEqual([])
    })

    it('are found by their group, its newest, their visit, and as belonging to no trace', async () => {
      await put()
      const [api, ofPage, , many] = (await t.store.exceptionGroups({}, 100)) as ExceptionGroupRow[]
      const messages = async (filter: EventFilter) =>
        (await t.store.events({ ...filter, limit: 100 })).map(
          ({ attributes }) => attributes['exception.message'],
        )
      expect(await messages({ fingerprints: [api?.fingerprint ?? ''] })).toEqual(['no price'])
      expect(await messages({ fingerprints: [many?.fingerprint ?? ''] })).toHaveLength(5)
      expect(await messages({ seqs: [ofPage?.latest ?? 0] })).toEqual(['no page'])
      expect(await messages({ seqs: [many?.latest ?? 0] })).toEqual(['out of stock 42'])
      expect(await messages({ visitIds: [VISIT], traceless: true })).toEqual(['no page'])
      expect(await messages({ visitIds: ['b'.repeat(16)] })).toEqual([])
      expect(await messages({ names: ['exception'], traceless: true })).toHaveLength(3)
      expect(await messages({ fingerprints: [] })).toEqual([])
    })

    it('have the same fingerprint in every store', async () => {
      await put()
      const rows = await t.store.exceptionGroups({}, 100)
      expect(rows.map(({ fingerprint }) => fingerprint)).toEqual([
        exceptionFingerprint('api', { 'exception.type': 'Error', 'exception.message': 'no price' }),
        ...['no page', 'no price', 'out of stock 1'].map((message) =>
          exceptionFingerprint('shop', { 'exception.type': 'Error', 'exception.message': message }),
        ),
      ])
    })

    it('come back with what they were grouped by', async () => {
      await t.put(pageError(VISIT, 'no page'), { ...pageError(VISIT, 'said'), name: 'log' })
      const events = [...(await t.store.events({ limit: 2 }))].sort((a, b) => a.seq - b.seq)
      expect(events).toMatchObject([
        {
          visitId: VISIT,
          mechanism: 'window',
          fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
          thrown: expect.stringMatching(/^[0-9a-f]{16}$/),
        },
        { visitId: VISIT, mechanism: null, fingerprint: null, thrown: null },
      ])
    })
  })

  describe('what pages did', () => {
    it('is found by its visit, whatever its kind', async () => {
      const kinds = ['navigation', 'fetch', 'measure', 'component', 'internal', 'render'] as const
      const attributes = { 'kymo.visit.id': 'a'.repeat(16), 'url.path': '/cart', 'url.query': 'a=1' }
      const spans = kinds.map((kind, i) => span(kind, { attributes, start: T + i }))
      await t.put(...spans, page('/'), span('navigation', { start: T + 50 }))
      const anyOf = { visitKeys: [], htmlIds: [], visitIds: ['a'.repeat(16)] }
      const rows = await t.find({ anyOf, order: 'oldest' })
      expect(rows.map(({ kind }) => kind)).toEqual(kinds)
      expect(rows[0]).toMatchObject({ url: '/cart?a=1', visitId: 'a'.repeat(16) })
      for (const row of rows) expect(row.attributes).toEqual(attributes)
      expect(await t.find({ visited: true })).toHaveLength(kinds.length)
      expect(await t.find({ kinds: ['navigation'] })).toHaveLength(2)
      expect(await t.find({ kinds: ['navigation'], visited: true, text: 'CART?A' })).toHaveLength(1)
    })
  })
}
