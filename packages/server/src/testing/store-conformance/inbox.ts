import { describe, expect, it } from 'vitest'
import { batch, page, resource } from '../facts.ts'
import type { StoreUnderTest } from './store-under-test.ts'

const entry = (id: string, ...bytes: number[]) => ({ id, bytes: Uint8Array.from(bytes) })

export function describeInbox(t: StoreUnderTest): void {
  describe('the inbox', () => {
    const held = async () => (await t.store.inbox(100)).map(({ id, bytes }) => [id, ...bytes])

    it('holds entries byte for byte in the order they came, each once', async () => {
      expect(await held()).toEqual([])
      await t.store.putInbox([entry('2-0', 0, 255, 0), entry('1-0')])
      await t.store.putInbox([entry('2-0', 9), entry('3-0', 39, 92)])
      expect(await held()).toEqual([['2-0', 0, 255, 0], ['1-0'], ['3-0', 39, 92]])
      expect((await t.store.inbox(1)).map(({ id }) => id)).toEqual(['2-0'])
    })

    it('is left in the transaction that counts the facts', async () => {
      const counted = batch([page('/')], resource('shop', 'one'), 1)
      await t.store.putInbox([entry('1-0', 1), entry('2-0', 2), entry('3-0', 3)])
      expect(await t.store.append([counted], ['1-0'])).toEqual([true])
      expect(await t.store.append([counted], ['2-0'])).toEqual([false])
      expect(await held()).toEqual([['3-0', 3]])
      expect(await t.store.append([], ['3-0', 'never-there'])).toEqual([])
      expect(await held()).toEqual([])
      expect(await t.store.countSpans({})).toBe(1)
    })

    it('takes an entry again that has left', async () => {
      await t.store.putInbox([entry('1-0', 1)])
      await t.store.append([], ['1-0'])
      await t.store.putInbox([entry('1-0', 2)])
      expect(await held()).toEqual([['1-0', 2]])
    })

    it('and the name of the store outlive the process', async () => {
      const name = await t.store.identity()
      expect(name).toMatch(/^[0-9a-f-]{36}$/)
      expect(await t.store.identity()).toBe(name)
      await t.store.putInbox([entry('1-0', 1), entry('2-0', 2)])
      await t.store.append([], ['1-0'])
      if (t.reopen === undefined) return
      await t.reopen()
      expect(await t.store.identity()).toBe(name)
      expect(await held()).toEqual([['2-0', 2]])
      await t.store.putInbox([entry('3-0', 3), entry('2-0', 4)])
      expect(await held()).toEqual([
        ['2-0', 2],
        ['3-0', 3],
      ])
    })
  })
}
