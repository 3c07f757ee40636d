import { expect, test } from 'vitest'
import { until } from '../support/shop.ts'
import { rows, type Stage } from './stage.ts'

/** Hot reloads. */
export function editsOfSource(stage: Stage): void {
  test('edits of the source lose nothing and double nothing', async () => {
    const path = '/probe/edits/1'
    await stage.traces.make(path)
    for (const [file, from, to] of [
      ['app/probe/edits/[id]/page.tsx', 'page 0', 'page 1'],
      ['lib/edition.ts', 'edition 0', 'edition 1'],
      ['proxy.ts', 'autumn', 'winter'],
      ['app/probe/edits/[id]/page.tsx', 'page 1', 'page 2'],
      ['lib/edition.ts', 'edition 1', 'edition 2'],
      ['proxy.ts', 'winter', 'spring'],
    ] as const) {
      await stage.copy.edit(file, (source) => source.replace(from, to))
      // Requests while the edit is taken up are counted like all others.
      await until(async () => {
        const { text, response, fetches } = await stage.traces.make(path)
        expect(fetches).toHaveLength(3)
        return text.includes(to) || response.headers.get('x-shop-edition') === to
      })
      for (const { request, fetches } of [await stage.traces.make(path), await stage.traces.make(path)]) {
        expect(request.attributes['http.route']).toBe('/probe/edits/[id]')
        expect(rows(fetches)).toEqual([
          '/products force-cache hit 200',
          '/promotion no-store skip 200',
          '/rates auto skip 200',
        ])
      }
      const { actions } = await stage.traces.submit(path, 'Act', {})
      expect(actions).toMatchObject([{ name: '(inline)', status: 'ok' }])
    }
  })
}
