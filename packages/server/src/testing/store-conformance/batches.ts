import { describe, expect, it } from 'vitest'
import { pageError } from '../browser.ts'
import { batch, page, resource, T } from '../facts.ts'
import type { StoreUnderTest } from './store-under-test.ts'

export function describeBatches(t: StoreUnderTest): void {
  describe('batches', () => {
    it('that come again are counted once', async () => {
      const same = batch([page('/')], resource('shop', 'one'), 7)
      expect(await t.store.append([same])).toEqual([true])
      expect(await t.store.append([same])).toEqual([false])
      expect(await t.store.append([batch([page('/')], resource('shop', 'one'), 8), same])).toEqual([
        true,
        false,
      ])
      expect(await t.store.append([batch([page('/')], resource('shop', 'two'), 7)])).toEqual([true])
      expect(await t.store.countSpans({})).toBe(3)
    })

    it('that come twice at once are counted once', async () => {
      const same = batch([page('/')], resource('shop', 'one'), 1)
      expect(await t.store.append([same, same])).toEqual([true, false])
      const results = await Promise.all(
        [1, 2, 3].map(() => t.store.append([batch([page('/')], resource('shop', 'two'), 1)])),
      )
      expect(results.flat().filter(Boolean)).toHaveLength(1)
      expect(await t.store.countSpans({})).toBe(2)
    })

    it('that arrive out of order are all kept', async () => {
      const of = resource()
      for (const sequence of [3, 1, 2])
        expect(await t.store.append([batch([page('/')], of, sequence)])).toEqual([true])
      expect(await t.store.countSpans({})).toBe(3)
    })

    it('without facts are known, too', async () => {
      const empty = batch([], resource('shop', 'one'), 1)
      expect(await t.store.append([empty])).toEqual([true])
      expect(await t.store.append([empty])).toEqual([false])
    })

    it('of a page are counted once, however many pages sent between, and who told is known', async () => {
      const of = (i: number | string) => ({ ...resource('shop', `browser:${i}`), 'kymo.runtime': 'browser' })
      const early = batch([pageError('a'.repeat(16), 'early')], of('early'), 1, 2)
      expect(await t.store.append([early])).toEqual([true])
      for (let i = 0; i < 4000; i += 1000) {
        await t.store.append(Array.from({ length: 1000 }, (_, k) => batch([], of(i + k), 1, 1)))
      }
      const told = async () => (await t.store.events({ app: 'shop', limit: 10 })).map((row) => row.instance)
      expect(await told()).toEqual(['browser:early'])
      expect(await t.store.append([batch([], of(0), 1, 1), early])).toEqual([false, false])
      expect((await t.store.stats()).dropped).toBe(4002)
      await t.reopen?.()
      expect(await told()).toEqual(['browser:early'])
      expect(await t.store.append([early, batch([], of('early'), 2, 3)])).toEqual([false, true])
      expect((await t.store.stats()).dropped).toBe(4003)
      const filter = { instances: ['browser:early'] }
      expect(await t.store.events({ ...filter, limit: 10 })).toMatchObject([
        { app: 'shop', runtime: 'browser' },
      ])
      expect(await t.store.eventSources(filter, 10)).toMatchObject([{ instance: 'browser:early' }])
      expect(await t.store.exceptionGroups(filter, 10)).toMatchObject([{ instances: ['browser:early'] }])
    })

    it('tell of their instances', async () => {
      const of = resource('shop', 'one')
      await t.store.append([batch([page('/'), page('/')], of, 1, 0)])
      t.now = T + 5000
      await t.store.append([batch([page('/')], of, 2, 4)])
      await t.store.append([batch([], resource('api', 'two'), 1, 1)])
      const instances = [...(await t.store.instances())].sort((a, b) => (a.instance < b.instance ? -1 : 1))
      expect(instances).toEqual([
        {
          instance: 'one',
          app: 'shop',
          pid: 42,
          runtime: null,
          firstSeen: T,
          lastSeen: T + 5000,
          facts: 3,
          dropped: 4,
        },
        expect.objectContaining({ instance: 'two', app: 'api', dropped: 1, firstSeen: T + 5000 }),
      ])
    })
  })
}
