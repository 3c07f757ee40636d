import { describe, expect, it } from 'vitest'
import type { SpanRow } from '../../store/rows.ts'
import type { SpanQuery } from '../../store/span-query.ts'
import { action, fetchSpan, page, request, T } from '../facts.ts'
import { ids, type StoreUnderTest } from './store-under-test.ts'

export function describePages(t: StoreUnderTest): void {
  describe('pages', () => {
    it.each(['newest', 'oldest', 'slowest'] as const)(
      'by %s hold every row once, also where many are equal',
      async (order) => {
        const spans = Array.from({ length: 100 }, (_, i) =>
          page(`/${i}`, { start: T + (i % 3), duration: i % 4 }),
        )
        await t.put(...spans)
        const seen: SpanRow[] = []
        for (let before: SpanQuery['before']; ; ) {
          const rows = await t.find({ order, limit: 7, before })
          seen.push(...rows)
          const last = rows.at(-1)
          if (rows.length < 7 || last === undefined) break
          before = { value: order === 'slowest' ? last.duration : last.start, spanId: last.spanId }
        }
        const all = await t.find({ order })
        expect(ids(seen)).toEqual(ids(all))
        expect(new Set(ids(seen))).toEqual(new Set(ids(spans)))
        const values = all.map((row) => (order === 'slowest' ? row.duration : row.start))
        expect(values).toEqual([...values].sort((a, b) => (order === 'oldest' ? a - b : b - a)))
      },
    )

    it('may be asked for without what makes rows long', async () => {
      const asked = request({
        path: '/a',
        query: 'b=1',
        from: '/',
        htmlId: 'h',
        visitId: 'v',
        start: T + 5,
      })
      await t.put(asked)
      const [row] = await t.find({ bare: true })
      const [whole] = await t.find()
      const { attributes: _, name: __, host: ___, ...rest } = { ...(whole as SpanRow) }
      expect(row).toMatchObject(rest)
    })

    it('mix all kinds in one order', async () => {
      const spans = Array.from({ length: 30 }, (_, i) =>
        i % 3 === 0
          ? page('/', { start: T + i })
          : i % 3 === 1
            ? fetchSpan(undefined, { start: T + i })
            : action(undefined, 'a', { start: T + i }),
      )
      await t.put(...spans)
      expect(ids(await t.find({ limit: 10 }))).toEqual(ids(spans.slice(-10).reverse()))
      expect(ids(await t.find({ limit: 10, order: 'oldest' }))).toEqual(ids(spans.slice(0, 10)))
    })
  })
}
