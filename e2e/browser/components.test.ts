import type { ComponentTracker } from '@kymo/browser'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { useReactStand } from './react-stand.ts'

const stand = useReactStand()

/** Time goes by only where a component says so. */
const clock = `
  let now = 1000
  performance.now = () => now
  window.pass = (ms) => void (now += ms)
`

describe.each([
  { name: 'React 19', build: { react: 19 } },
  { name: 'React 18', build: { react: 18 } },
  { name: 'React 19 for production', build: { react: 19, production: true } },
  { name: 'React 18 for production', build: { react: 18, production: true } },
] as const)('$name', ({ build }) => {
  const production = 'production' in build
  /** Kinds of hooks are known in development. */
  const hook = (number: number, kind: string, place = number) =>
    production ? `#${place}` : `#${number} ${kind}`

  test('counts the renders that the components count themselves, and says exactly why each came about', async () => {
    const { mount, run, figures, why, bodies } = await stand.open({ build })
    await mount('causes')
    await run('props', 'theme', 'several', 'state', 'reducer', 'both', 'class', 'force')
    const all = await figures()
    for (const name of [
      ...['Causes', 'ByParent', 'ByProps', 'Memoed', 'Compared', 'Named', 'Forwarded', 'ByContext'],
      ...['Several', 'Old', 'ByState', 'Static'],
    ]) {
      expect([name, all[name]?.renders, all[name]?.mounts]).toEqual([name, await bodies(name), 1])
    }

    expect(await why('Causes')).toEqual({
      causes: { state: 3 },
      keys: [
        `state ${hook(1, 'useState')} 2`,
        `state ${hook(2, 'useState')} 2`,
        `state ${hook(3, 'useState')} 1`,
      ],
    })
    expect(all.ByParent).toMatchObject({
      renders: 4,
      rerenders: 3,
      wasted: 3,
      causes: { parent: 3 },
      keys: [],
    })
    expect(await why('ByProps')).toEqual({
      causes: { props: 3 },
      keys: ['props onPick 3', 'props style 3', 'props n 2'],
    })
    expect(all.ByProps?.wasted).toBe(0)
    for (const name of ['Memoed', 'Compared', 'Named']) {
      expect((await why(name)).keys.filter((key) => !key.startsWith('props noise'))).toEqual(['props n 2'])
    }
    expect(await why('Forwarded')).toEqual({ causes: { props: 2, parent: 1 }, keys: ['props n 2'] })
    expect(all.Forwarded?.wasted).toBe(1)
    expect(await why('ByContext')).toEqual({ causes: { context: 2 }, keys: ['context Theme 2'] })
    expect(await why('Several')).toEqual({
      causes: { props: 2, state: 1, context: 2 },
      keys: ['props n 2', 'context Theme 2', `state ${hook(1, 'useState')} 1`, 'context Context 1'],
    })
    expect(await why('ByState')).toEqual({
      causes: { state: 3, context: 1 },
      keys: [`state ${hook(2, 'useState')} 2`, `state ${hook(3, 'useReducer')} 2`, 'context Context 1'],
    })
    expect(all.Static).toMatchObject({ renders: 1, wasted: 0 })
    expect(await why('Old')).toEqual({
      causes: { props: 2, state: 1, parent: 1, unknown: 1 },
      keys: ['props n 2', 'state count 1'],
    })
  })

  test('knows what a store, a transition and a class changed, and how often effects ran', async () => {
    const { mount, run, why, bodies, effects, figures } = await stand.open({ build })
    await mount('stores')
    await run('store', 'store', 'transition')
    await expect
      .poll(async () => (await why('ByStore')).keys)
      .toEqual([
        `state ${hook(2, 'useSyncExternalStore', 3)} 2`,
        `state ${hook(1, 'useTransition')} 2`,
        `state ${hook(3, 'useState', 5)} 1`,
      ])
    expect((await figures()).ByStore?.renders).toBe(await bodies('ByStore'))

    await mount('effects')
    await run('effects', 'effects', 'store')
    // In production nothing tells the hook of a handle from an effect.
    const handles = production ? 3 : 0
    await expect
      .poll(async () => (await figures()).Effects?.effects)
      .toBe((await effects('Effects')) + handles)

    await mount('causes')
    await run('class', 'props', 'force')
    expect((await figures()).Old?.effects).toBe(await effects('Old'))
  })

  test('measures renders in development, and finds the slow ones where the time was spent', async () => {
    const { mount, run, figures, page } = await stand.open({ build, before: clock })
    await mount('slow')
    await run('slow')
    const { Slow, SlowList, SlowOne, SlowRow } = await figures()
    const slow = await page.evaluate(() =>
      tracker()
        .slowRenders()
        .map(({ name, type, causes, keys }) => [name, type, ...causes, ...keys]),
    )
    expect(SlowRow).toMatchObject({ mounts: 10, renders: 20, slow: 0 })
    if (production) {
      expect(Slow).not.toHaveProperty('totalTime')
      expect(slow).toEqual([])
      return
    }
    expect(slow).toEqual([
      ['SlowList', 'mount'],
      ['SlowOne', 'mount'],
      ['SlowList', 'update', 'props', 'n'],
      ['SlowOne', 'update', 'props', 'n'],
    ])
    expect([Slow?.slow, SlowList?.slow, SlowOne?.slow]).toEqual([0, 2, 2])
    expect(SlowRow).toMatchObject({ selfTime: 60, totalTime: 60, maxTime: 3 })
    expect(SlowList).toMatchObject({ selfTime: 0, totalTime: 60, maxTime: 30 })
    expect(SlowOne).toMatchObject({ selfTime: 50, totalTime: 50, maxTime: 25 })
    expect(Slow).toMatchObject({ selfTime: 0, totalTime: 110, maxTime: 55 })
  })

  test('what is removed, moved, put back or in a portal is counted once', async () => {
    const { mount, run, figures, bodies, page } = await stand.open({ build })
    await mount('lists')
    await run('remove', 'reorder', 'readd')
    expect((await figures()).Item).toMatchObject({
      mounts: 4,
      unmounts: 1,
      renders: await bodies('Item'),
      wasted: 6,
    })
    expect((await figures()).InPortal).toMatchObject({ mounts: 1, renders: 4 })
    expect(await mounted(page, 'Item')).toBe(3)
    await page.evaluate(() => (window as unknown as { unmount(): void }).unmount())
    expect((await figures()).Item).toMatchObject({ mounts: 4, unmounts: 4 })
    expect(await mounted(page, 'Item')).toBe(0)
    expect(await page.evaluate(metrics)).toMatchObject({ running: true, mounted: 0 })
  })

  test('what waits for its data or its script is neither gone nor counted before it is there', async () => {
    const { mount, run, figures, bodies, page } = await stand.open({ build })
    await mount('boundary')
    await run('suspend')
    await expect.poll(async () => (await figures()).Fallback?.mounts).toBe(1)
    // It was tried, and thrown away.
    expect((await figures()).Suspends).toMatchObject({ mounts: 1, unmounts: 0, renders: 1 })
    expect(await bodies('Suspends')).toBeGreaterThan(1)
    expect(await mounted(page, 'Suspends')).toBe(1)
    await run('resume')
    await expect.poll(async () => (await figures()).Fallback?.unmounts).toBe(1)
    expect((await figures()).Suspends).toMatchObject({
      mounts: 1,
      unmounts: 0,
      renders: 2,
      causes: { props: 1 },
    })
    expect((await figures()).Beside).toMatchObject({ mounts: 1, unmounts: 0, effects: 1 })

    await run('lazy')
    await expect.poll(async () => (await figures()).Fallback?.mounts).toBe(2)
    expect(await figures()).not.toHaveProperty('Later')
    await run('loaded')
    await expect.poll(async () => (await figures()).Later?.mounts).toBe(1)
    expect((await figures()).Later).toMatchObject({ renders: 1, causes: {} })
  })

  test('what strict mode does twice counts once', async () => {
    const { mount, run, figures, bodies, effects } = await stand.open({ build })
    await mount('strict')
    await run('strict', 'strict')
    const times = production ? 1 : 2
    expect((await figures()).StrictChild).toMatchObject({ renders: 3, causes: { state: 2 }, effects: 1 })
    expect(await bodies('StrictChild')).toBe(3 * times)
    await expect.poll(() => effects('StrictChild')).toBe(times)
  })
})

const mounted = (page: Page, name: string) =>
  page.evaluate(
    (of) =>
      tracker()
        .mounted()
        .find((one) => one.name === of)?.instances ?? 0,
    name,
  )
const metrics = () => tracker().metrics()

test('a value that React itself holds back is a state that changed', async () => {
  const { mount, run, why } = await stand.open()
  await mount('deferred')
  await run('type')
  await expect
    .poll(() => why('Deferred'))
    .toEqual({ causes: { state: 2 }, keys: ['state #1 useState 1', 'state #2 useDeferredValue 1'] })
})

test('props of any kind and size do no harm', async () => {
  const { mount, run, figures, bodies, printed, reports } = await stand.open({
    build: { react: 19, production: true },
  })
  await mount('hostile')
  await run('hostile', 'hostile')
  const { Hostile, Throwing } = await figures()
  expect(Throwing).toMatchObject({ renders: 3, causes: { parent: 2 } })
  expect(Hostile?.renders).toBe(await bodies('Hostile'))
  expect(Hostile?.keys.length).toBe(8)
  expect(Math.max(...(Hostile?.keys ?? []).map(({ key }) => key.length))).toBe(200)
  const names = Object.keys(await figures())
  expect(names.find((name) => name.startsWith('LongLong'))).toHaveLength(200)
  await expect.poll(() => reports().length).toBeGreaterThan(0)
  expect(printed.filter((line) => line.includes('kymo'))).toEqual([])
})

test('a deep tree is looked at whole', async () => {
  const { mount, run, figures } = await stand.open()
  await mount('deep')
  await run('deep')
  expect((await figures()).Deep).toMatchObject({
    mounts: 1001,
    renders: 2002,
    causes: { state: 1, parent: 1000 },
  })
})

test('the budget for renders is told which one broke it', async () => {
  const { mount, page } = await stand.open({ before: clock })
  await page.evaluate(() => {
    const all = window as unknown as { broken: unknown[]; kymo: typeof import('@kymo/browser') }
    all.broken = []
    all.kymo.getPerformanceMonitor({
      enabled: true,
      budget: { maxRenderTime: 20 },
      onViolation: ({ budget, name }) => all.broken.push([budget, name]),
    })
  })
  await mount('slow')
  expect(await page.evaluate(() => (window as unknown as { broken: unknown[] }).broken)).toEqual([
    ['maxRenderTime', 'SlowList'],
  ])
})

declare function tracker(): ComponentTracker
