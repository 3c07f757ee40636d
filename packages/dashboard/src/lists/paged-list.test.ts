import type { Page } from '@kymo/protocol'
import { describe, expect, it, vi } from 'vitest'
import { PagedList } from './paged-list.ts'

interface Row {
  id: string
  time: number
  revision: number
}

const row = (time: number, revision = 1): Row => ({ id: `r${time}`, time, revision })

/** A server with rows of the given times, newest first, in pages of three. */
function server(times: number[]) {
  const load = vi.fn(async (before: string | null): Promise<Page<Row>> => {
    const rows = times
      .toSorted((a, b) => b - a)
      .filter((time) => before === null || time < Number(before))
      .map((time) => row(time))
    const page = rows.slice(0, 3)
    return {
      rows: page,
      next: rows.length > 3 ? String(page.at(-1)?.time) : null,
      total: times.length,
    }
  })
  return { times, load }
}

function listOf(source: { load: (before: string | null) => Promise<Page<Row>> }, memory?: number) {
  return new PagedList<Row>({
    load: source.load,
    idOf: (item) => item.id,
    timeOf: (item) => item.time,
    isNewer: (next, known) => next.revision > known.revision,
    ...(memory === undefined ? {} : { memory }),
  })
}

function times(list: PagedList<Row>): (number | undefined)[] {
  return Array.from({ length: list.count }, (_, index) => list.at(index)?.time)
}

const settled = () => new Promise((resolve) => setTimeout(resolve))

describe('paging', () => {
  it('reads the newest page first and older ones when they come into view', async () => {
    const list = listOf(server([1, 2, 3, 4, 5, 6, 7]))
    expect(list.pending).toBe(true)
    await list.refresh()
    expect(times(list)).toEqual([7, 6, 5])
    expect(list.hasMore).toBe(true)
    expect(list.total).toBe(7)
    list.want(0, 3)
    await settled()
    expect(times(list)).toEqual([7, 6, 5, 4, 3, 2])
    list.want(3, 6)
    await settled()
    expect(times(list)).toEqual([7, 6, 5, 4, 3, 2, 1])
    expect(list.hasMore).toBe(false)
  })

  it('asks once for a page that is on its way', async () => {
    const source = server([1, 2, 3, 4, 5])
    const list = listOf(source)
    await list.refresh()
    list.want(0, 3)
    list.want(1, 4)
    await settled()
    expect(source.load).toHaveBeenCalledTimes(2)
  })

  it('lets go of what is far from view, keeps its place, and reads it again', async () => {
    const list = listOf(server(Array.from({ length: 30 }, (_, index) => index)), 12)
    await list.refresh()
    for (let end = 3; end < 30; end += 3) {
      list.want(end - 3, end)
      await settled()
    }
    expect(list.count).toBe(30)
    expect(times(list).filter((time) => time !== undefined)).toHaveLength(12)
    expect(list.at(0)?.time).toBe(29)
    expect(list.at(9)).toBeUndefined()
    list.want(9, 12)
    await settled()
    expect(list.at(9)?.time).toBe(20)
    expect(list.count).toBe(30)
  })

  it('stops after a failed read until it is told to try again', async () => {
    const source = server([1, 2, 3, 4, 5])
    const list = listOf(source)
    await list.refresh()
    source.load.mockRejectedValueOnce(new Error('down'))
    list.want(0, 3)
    await settled()
    expect(list.error).toBeInstanceOf(Error)
    expect(times(list)).toEqual([5, 4, 3])
    list.want(0, 3)
    await settled()
    expect(source.load).toHaveBeenCalledTimes(2)
    list.retry()
    list.want(0, 3)
    await settled()
    expect(times(list)).toEqual([5, 4, 3, 2, 1])
  })
})

describe('arriving rows', () => {
  it('enter at the top, newest first, and count', async () => {
    const list = listOf(server([1, 2, 3]))
    await list.refresh()
    list.arrive([row(5), row(4)], false)
    expect(times(list)).toEqual([5, 4, 3, 2, 1])
    expect(list.total).toBe(5)
  })

  it('wait while the list must not move, and enter on release', async () => {
    const list = listOf(server([1, 2, 3]))
    await list.refresh()
    list.arrive([row(4)], true)
    list.arrive([row(5), row(4, 2)], true)
    expect(times(list)).toEqual([3, 2, 1])
    expect(list.held).toBe(2)
    list.release()
    expect(times(list)).toEqual([5, 4, 3, 2, 1])
    expect(list.at(1)?.revision).toBe(2)
    expect(list.held).toBe(0)
  })

  it('change a known row where it is, even while held back, and never to an older state', async () => {
    const list = listOf(server([1, 2, 3]))
    await list.refresh()
    list.arrive([row(2, 5)], true)
    expect(list.at(1)?.revision).toBe(5)
    list.arrive([row(2, 4)], false)
    expect(list.at(1)?.revision).toBe(5)
    expect(list.held).toBe(0)
  })

  it('that began earlier than what is shown go where their time says', async () => {
    const list = listOf(server([10, 20, 30]))
    await list.refresh()
    list.arrive([row(15)], false)
    expect(times(list)).toEqual([30, 20, 15, 10])
  })

  it('older than all that was read wait for their page', async () => {
    const list = listOf(server([4, 5, 6, 7]))
    await list.refresh()
    list.arrive([row(1)], false)
    expect(times(list)).toEqual([7, 6, 5])
  })

  it('read the list anew where the newest page does not reach down to what is known', async () => {
    const source = server([1, 2, 3])
    const list = listOf(source)
    await list.refresh()
    source.times.push(10, 11, 12, 13, 14)
    const head = await source.load(null)
    list.arrive(head.rows, false, head)
    await settled()
    expect(times(list)).toEqual([14, 13, 12])
    list.want(0, 3)
    await settled()
    expect(times(list)).toEqual([14, 13, 12, 11, 10, 3])
  })

  it('go where they are none any more, whether shown or held back', async () => {
    const list = listOf(server([1, 2, 3]))
    await list.refresh()
    list.arrive([row(4)], true)
    list.remove(['r2', 'r4', 'nowhere'])
    expect(times(list)).toEqual([3, 1])
    expect(list.held).toBe(0)
    expect(list.total).toBe(2)
  })

  it('find their index again by id', async () => {
    const list = listOf(server([1, 2, 3]))
    await list.refresh()
    expect(list.indexOf('r2')).toBe(1)
    list.arrive([row(4)], false)
    expect(list.indexOf('r2')).toBe(2)
    expect(list.indexOf('nowhere')).toBe(-1)
  })
})

it('tells each change', async () => {
  const list = listOf(server([1]))
  const heard = vi.fn()
  list.subscribe(heard)
  await list.refresh()
  const version = list.version
  list.arrive([row(2)], false)
  expect(heard).toHaveBeenCalledTimes(2)
  expect(list.version).toBeGreaterThan(version)
})

describe('a list that begins with the oldest', () => {
  /** In pages of three. */
  function rising(known: number[]) {
    const load = vi.fn(async (after: string | null): Promise<Page<Row>> => {
      const found = known
        .toSorted((a, b) => a - b)
        .filter((time) => after === null || time > Number(after))
        .map((time) => row(time))
      const page = found.slice(0, 3)
      return {
        rows: page,
        next: found.length > 3 ? String(page.at(-1)?.time) : null,
        total: known.length,
      }
    })
    const list = new PagedList<Row>({
      load,
      idOf: (item) => item.id,
      timeOf: (item) => item.time,
      isNewer: (next, before) => next.revision > before.revision,
      order: 'oldest',
    })
    return { known, load, list }
  }
  const free = () => false

  it('takes in what comes later at its end', async () => {
    const { known, list } = rising([])
    await list.refresh()
    expect(list.count).toBe(0)
    known.push(10, 20)
    await list.update(free)
    expect(times(list)).toEqual([10, 20])
    list.want(0, 2)
    known.push(30, 40)
    await list.update(free)
    expect(times(list)).toEqual([10, 20, 30])
    expect(list.hasMore).toBe(true)
    expect(list.total).toBe(4)
    list.want(0, 4)
    await settled()
    expect(times(list)).toEqual([10, 20, 30, 40])
  })

  it('takes in what began earlier in its place, and loses no row between two pages', async () => {
    const { known, list } = rising([10, 20, 30, 40, 50])
    await list.refresh()
    list.want(0, 3)
    await settled()
    expect(times(list)).toEqual([10, 20, 30, 40, 50])
    list.want(0, 5)
    known.push(15)
    await list.update(free)
    list.want(0, 5)
    await settled()
    expect(times(list)).toEqual([10, 15, 20, 30, 40, 50])
  })

  it('reads anew what is looked at, and the rest when it comes into view', async () => {
    const { known, load, list } = rising([10, 20, 30, 40, 50])
    await list.refresh()
    list.want(0, 3)
    await settled()
    load.mockClear()
    list.want(4, 5)
    known.push(60, 5)
    await list.update(free)
    expect(load).toHaveBeenCalledTimes(1)
    expect(times(list)).toEqual([undefined, undefined, undefined, 40, 50, 60])
    list.want(0, 6)
    await settled()
    expect(times(list)[0]).toBe(5)
  })
})
