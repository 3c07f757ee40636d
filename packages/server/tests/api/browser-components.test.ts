import type { BrowserComponents, BrowserSignals, CommitDetail } from '@kymo/protocol'
import { describe, expect, it } from 'vitest'
import { component, signal } from '../../../../tests/support/page-reports.ts'
import { T } from '../../src/testing/facts.ts'
import { PageStand } from '../../src/testing/page-stand.ts'
import { commitReport, componentsReport, signalsReport } from '../../src/testing/reports.ts'

const stand = new PageStand()
const VISIT = 'a'.repeat(16)

describe('GET /api/browser/components', () => {
  const read = (query = '') => stand.collector.get<BrowserComponents>(`/api/browser/components${query}`)

  it('adds up what pages told', async () => {
    const cart = { mounts: 1, renders: 4, wasted: 1, slow: 1, effects: 2 }
    await stand.tell('one', [
      componentsReport([
        component('Cart', {
          ...cart,
          selfTime: 3,
          maxTime: 20,
          causes: { props: 2, context: 1 },
          keys: [
            { cause: 'props', key: 'items', count: 2 },
            { cause: 'context', key: 'Theme', count: 1 },
          ],
        }),
        component('Row', { mounts: 1, renders: 30 }),
      ]),
      componentsReport([component('Row', { framework: 'vue' })], { time: T - 4_000_000 }),
    ])
    await stand.tell('two', [
      componentsReport(
        [
          component('Cart', {
            ...cart,
            renders: 40,
            selfTime: 5,
            maxTime: 7,
            causes: { context: 9 },
            keys: [{ cause: 'context', key: 'Theme', count: 9 }],
          }),
        ],
        { time: T + 5, slowThreshold: 8, leftOut: 3 },
      ),
    ])
    await stand.tell('three', [componentsReport([component('Cart')])], 'other')
    const { components, timed, slowThreshold, leftOut, capped, commits } = await read()
    expect(components.map(({ name, app, renders }) => [name, app, renders])).toEqual([
      ['Cart', 'shop', 44],
      ['Row', 'shop', 30],
      ['Cart', 'other', 1],
    ])
    expect(components[0]).toEqual({
      name: 'Cart',
      framework: 'react',
      app: 'shop',
      mounts: 2,
      unmounts: 0,
      renders: 44,
      wasted: 2,
      slow: 2,
      effects: 4,
      selfTime: 8,
      maxTime: 20,
      causes: { props: 2, context: 10 },
      keys: [
        { cause: 'context', key: 'Theme', count: 10 },
        { cause: 'props', key: 'items', count: 2 },
      ],
      lastSeen: T + 5,
    })
    expect({ timed, slowThreshold, leftOut, capped, commits }).toEqual({
      timed: true,
      slowThreshold: 8,
      leftOut: 3,
      capped: false,
      commits: [],
    })
    expect((await read('?app=other')).components).toHaveLength(1)
  })

  it('keeps a library’s component apart from the app’s of the same name, and names a commit after the app’s', async () => {
    const library = true
    await stand.tell('one', [
      componentsReport([
        component('Boundary', { renders: 7, library }),
        component('Boundary', { renders: 2 }),
      ]),
      commitReport(
        [
          { name: 'Router', depth: 0, kind: 'update', library, selfTime: 9 },
          { name: 'Page', depth: 1, kind: 'update', selfTime: 1 },
        ],
        { time: T + 1 },
      ),
      commitReport([{ name: 'Router', depth: 0, kind: 'mount', library }]),
    ])
    const { components, commits } = await read()
    expect(components.map(({ name, renders, library }) => [name, renders, library])).toEqual([
      ['Boundary', 7, true],
      ['Boundary', 2, undefined],
    ])
    expect(commits.map(({ name, library }) => [name, library])).toEqual([
      ['Page', undefined],
      ['Router', true],
    ])
  })

  it('lists commits, each of which can be read whole', async () => {
    const nodes = [
      { name: 'App', depth: 0, kind: 'still' },
      { name: 'List', depth: 1, kind: 'update', selfTime: 1, causes: ['state'], keys: ['0'] },
      { name: 'Row', depth: 2, kind: 'mount', selfTime: 9 },
    ] as const
    await stand.tell('one', [
      commitReport(nodes, { duration: 12, visitId: VISIT, path: '/list', leftOut: 2 }),
      commitReport([nodes[1]], { time: T + 9 }),
    ])
    const { commits } = await read()
    expect(commits).toMatchObject([
      { time: T + 9, name: 'List', components: 1, duration: null },
      { name: 'Row', components: 4, duration: 12, visitId: VISIT, path: '/list', app: 'shop' },
    ])
    const [, second] = commits
    const detail = await stand.collector.get<CommitDetail>(`/api/browser/commits/${second?.id}`)
    expect(detail).toEqual({
      summary: second,
      report: { framework: 'react', duration: 12, nodes, leftOut: 2 },
    })
    expect(await stand.codeOf('/api/browser/commits/999999')).toBe('404 NOT_FOUND')
    expect(await stand.codeOf('/api/browser/commits/x')).toBe('400 INVALID_PARAMETER')
  })

  it('says so when there are more reports than are added up', async () => {
    for (let i = 0; i < 4; i++) {
      await stand.tell(
        `page ${i}`,
        Array.from({ length: 260 }, () => componentsReport([component('Row')])),
      )
    }
    const { components, capped } = await read()
    expect(capped).toBe(true)
    expect(components[0]?.renders).toBe(1000)
  })
})

describe('GET /api/browser/signals', () => {
  const read = (query = '') => stand.collector.get<BrowserSignals>(`/api/browser/signals${query}`)

  it('puts the graph of a page together from what it told since it was loaded', async () => {
    await stand.tell('one', [
      signalsReport(
        [
          signal(1, 'price', { updates: 5, peak: 5 }),
          signal(2, 'total', { kind: 'computed', dependsOn: [1] }),
        ],
        {
          time: T - 5_000_000,
          path: '/before',
        },
      ),
      signalsReport([signal(3, 'draft', { updates: 1, gone: true }), signal(4, 'note', { gone: true })]),
      signalsReport([signal(1, 'price', { updates: 70, peak: 61, subscribers: 1 })], {
        time: T + 1,
        cycles: [[1, 2]],
        path: '/cart',
        leftOut: 1,
      }),
    ])
    await stand.tell('two', [signalsReport([signal(1, 'other')], { time: T + 50 })])
    const { pages, page: newest } = await read()
    expect(pages.map(({ instance }) => instance)).toEqual(['browser:two', 'browser:one'])
    expect(newest).toEqual({
      instance: 'browser:two',
      app: 'shop',
      tab: 'tab-1',
      path: '/',
      lastSeen: T + 50,
    })
    const one = await read('?page=browser:one')
    expect(one.page).toMatchObject({ path: '/cart', lastSeen: T + 1 })
    expect(one.signals).toEqual([
      { ...signal(1, 'price', { updates: 70, peak: 61, subscribers: 1 }), lastSeen: T + 1 },
      { ...signal(3, 'draft', { updates: 1, gone: true }), lastSeen: T },
      { ...signal(2, 'total', { kind: 'computed', dependsOn: [1] }), lastSeen: T - 5_000_000 },
    ])
    expect(one).toMatchObject({ cycles: [[1, 2]], excessive: 60, leftOut: 1, capped: false })
    expect(await read('?page=browser:none')).toMatchObject({ page: null, signals: [], excessive: null })
    expect(await read('?app=other')).toMatchObject({ pages: [], page: null })
  })
})
