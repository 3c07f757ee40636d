import type { ComponentTracker } from '@kymo/browser'
import { expect, test } from 'vitest'
import { useReactStand } from './react-stand.ts'

const stand = useReactStand()

test('what components did is told within seconds, and not again; the sum of the reports is what there was', async () => {
  const { mount, run, told, collector, page } = await stand.open()
  await mount('causes')
  await run('props')
  await expect.poll(() => told('ByProps').length).toBe(1)
  const [first] = collector.facts.filter((fact) => fact.fact === 'event' && fact.name === 'kymo.components')
  expect(first?.attributes).toMatchObject({
    'url.path': '/',
    'kymo.visit.id': expect.stringMatching(/^[0-9a-f]{16}$/),
  })
  expect(told('ByProps')[0]).toMatchObject({
    framework: 'react',
    mounts: 1,
    renders: 2,
    wasted: 0,
    causes: { props: 1 },
    keys: [
      { cause: 'props', key: 'n', count: 1 },
      { cause: 'props', key: 'onPick', count: 1 },
      { cause: 'props', key: 'style', count: 1 },
    ],
  })
  await run('theme')
  await expect.poll(() => told('ByProps').length).toBe(2)
  expect(told('ByProps')[1]).toMatchObject({ mounts: 0, renders: 1, causes: { props: 1 } })
  expect(told('ByContext')[1]).toMatchObject({ causes: { context: 1 } })

  // What is not a second old when the page goes.
  await run('state')
  await page.goto('about:blank')
  await expect.poll(() => told('ByState').reduce((sum, { renders }) => sum + renders, 0)).toBe(2)
})

test('a report is told once a second at most, and of its commits the two slowest', async () => {
  const { mount, page, collector, commits } = await stand.open()
  await mount('causes')
  const updates = await page.evaluate(async () => {
    const end = performance.now() + 3000
    let count = 0
    for (; performance.now() < end; count++) {
      act('props')
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    return count
  })
  await expect
    .poll(() =>
      collector.facts
        .flatMap((fact) =>
          fact.fact === 'event' && fact.name === 'kymo.components'
            ? JSON.parse(String(fact.attributes['kymo.report'])).components
            : [],
        )
        .filter(({ name }) => name === 'ByProps')
        .reduce((sum, { renders }) => sum + renders, 0),
    )
    .toBe(updates + 1)
  const times = collector.facts.flatMap((fact) =>
    fact.fact === 'event' && fact.name === 'kymo.components' ? fact.time : [],
  )
  for (const [index, time] of times.entries()) {
    if (index) expect(time - (times[index - 1] as number)).toBeGreaterThan(950)
  }
  expect(commits().length).toBeGreaterThan(1)
  expect(commits().length).toBeLessThanOrEqual(2 * times.length)
})

test('a commit is told as the tree that it rendered, with those above it', async () => {
  const { mount, run, commits } = await stand.open()
  await mount('causes')
  await expect.poll(() => commits().length).toBe(1)
  expect(commits()[0]).toMatchObject({ framework: 'react', leftOut: 0 })
  expect(commits()[0]?.duration).toBeGreaterThan(0)
  expect(commits()[0]?.nodes.map(({ name, depth, kind }) => [name, depth, kind])).toEqual([
    ['Causes', 0, 'mount'],
    ['Static', 1, 'mount'],
    ['ByState', 2, 'mount'],
    ...['ByParent', 'ByProps', 'Memoed', 'Compared', 'Named', 'Forwarded', 'ByContext', 'Several', 'Old'].map(
      (name) => [name, 1, 'mount'],
    ),
  ])
  await run('both')
  await expect.poll(() => commits().length).toBe(2)
  expect(commits()[1]?.nodes).toMatchObject([
    { name: 'Causes', depth: 0, kind: 'still' },
    { name: 'Static', depth: 1, kind: 'still' },
    { name: 'ByState', depth: 2, kind: 'update', causes: ['state'], keys: ['#2 useState', '#3 useReducer'] },
  ])
})

test('React’s production build measures nothing: what its components did is told, and no trees', async () => {
  const { mount, run, commits, reports } = await stand.open({ build: { react: 19, production: true } })
  await mount('causes')
  await run('both')
  await expect.poll(() => reports().length).toBeGreaterThan(0)
  expect(commits()).toEqual([])
})

test('of a commit of thousands the slowest are told, each with all that is above it', async () => {
  const { mount, commits, reports } = await stand.open()
  await mount('many')
  await expect.poll(() => commits().length).toBe(1)
  const [commit] = commits()
  const nodes = commit?.nodes ?? []
  expect(nodes.length).toBeGreaterThan(100)
  const told = nodes.filter(({ kind }) => kind !== 'still').length
  expect(told + (commit?.leftOut ?? 0)).toBe(1 + 100 + 5000 + 5000 + 1 + 1000)
  const above: number[] = []
  for (const { depth } of nodes) {
    expect(depth).toBeLessThanOrEqual(above.length)
    above.length = depth
    above.push(depth)
  }
  expect(reports()[0]?.components.find(({ name }) => name === 'Leaf')).toMatchObject({ mounts: 6000 })
})

test('the cost of a commit is that of what rendered, and nothing of what is unmounted is kept', async () => {
  const { mount, run, page } = await stand.open()
  await mount('many')
  /** Milliseconds that one commit takes us: the median of some batches, since the page's clock is coarse. */
  const cost = (name: string, batch: number) =>
    page.evaluate(
      ([does, size]) => {
        const native = hook().onCommitFiberRoot as (...args: unknown[]) => unknown
        let taken = 0
        hook().onCommitFiberRoot = function (this: unknown, ...args: unknown[]) {
          const start = performance.now()
          native.apply(this, args)
          taken += performance.now() - start
        }
        const batches = Array.from({ length: 9 }, () => {
          taken = 0
          for (let i = 0; i < size; i++) act(does)
          return taken / size
        })
        hook().onCommitFiberRoot = native
        return batches.sort((a, b) => a - b)[4] as number
      },
      [name, batch] as const,
    )
  await cost('row', 100)
  const one = await cost('row', 100)
  const thousand = await cost('thousand', 5)
  console.info(
    `a commit of one of 11,102 components: ${Math.round(1000 * one)} µs; of 1001: ${Math.round(1000 * thousand)} µs`,
  )
  expect(one).toBeLessThan(thousand / 10)

  expect(await page.evaluate(() => tracker().metrics().mounted)).toBe(11_102)
  await page.evaluate(() => {
    const { firstElementChild: div } = document.querySelector('body > div') as Element
    const key = Object.keys(div as object).find((name) => name.startsWith('__reactFiber')) as keyof Element
    Object.assign(window, { fiber: new WeakRef((div as Element)[key] as object) })
  })
  await run('none', 'thousand', 'thousand')
  expect(await page.evaluate(() => tracker().metrics().mounted)).toBe(1002)
  const session = await page.context().newCDPSession(page)
  await expect
    .poll(async () => {
      await session.send('HeapProfiler.collectGarbage')
      return page.evaluate(
        () => (window as unknown as { fiber: WeakRef<object> }).fiber.deref() === undefined,
      )
    })
    .toBe(true)
})

test('what is mounted is told with an estimate of its memory', async () => {
  const { mount, page } = await stand.open()
  await mount('many')
  const mounted = await page.evaluate(() => {
    const start = performance.now()
    const all = tracker().mounted()
    return { all, took: performance.now() - start }
  })
  expect(mounted.all.map(({ name, instances }) => [name, instances])).toEqual([
    ['Many', 1],
    ['Group', 100],
    ['Row', 5000],
    ['Leaf', 6000],
    ['Thousand', 1],
  ])
  for (const { bytes, instances } of mounted.all) {
    expect(bytes / instances).toBeGreaterThan(400)
    expect(bytes / instances).toBeLessThan(40_000)
  }
  console.info(`mounted() of 11,102 components: ${mounted.took} ms`)
})

test('other frameworks are told by hand', async () => {
  const { page, figures, told } = await stand.open()
  const slow = await page.evaluate(() => {
    const renders: unknown[] = []
    const events: string[] = []
    tracker().configure({
      onSlowRender: ({ name, duration, causes }) => renders.push([name, duration, ...causes]),
      onEvent: ({ type, name }) => events.push(`${type} ${name}`),
    })
    const row = tracker().component('Row', { framework: 'solid' })
    row.rendered(2)
    row.rendered(20, ['state'])
    row.rendered(undefined, { props: ['user', 'onPick'] })
    row.rendered(1, ['parent'])
    row.effect()
    tracker().component('Row', { framework: 'solid' }).rendered()
    row.unmounted()
    row.unmounted()
    tracker().trackMount('Cell', 3)
    return { renders, events, mounted: tracker().mounted() }
  })
  expect(slow).toEqual({
    renders: [['Row', 20, 'state']],
    events: [
      'mount Row',
      'update Row',
      'update Row',
      'update Row',
      'effect Row',
      'mount Row',
      'unmount Row',
      'mount Cell',
    ],
    mounted: [
      { name: 'Row', framework: 'solid', instances: 1, bytes: 0 },
      { name: 'Cell', framework: 'manual', instances: 1, bytes: 0 },
    ],
  })
  const row = {
    framework: 'solid',
    mounts: 2,
    unmounts: 1,
    renders: 5,
    wasted: 1,
    slow: 1,
    effects: 1,
    totalTime: 23,
    maxTime: 20,
    causes: { props: 1, state: 1, parent: 1 },
  }
  expect((await figures()).Row).toMatchObject(row)
  await expect.poll(() => told('Row')).toMatchObject([row])
})

test('no more components are kept than are asked for, and the others are counted', async () => {
  const { mount, figures, reports, page } = await stand.open({ config: { maxEntries: 3 } })
  await mount('causes')
  expect(Object.keys(await figures())).toHaveLength(3)
  await expect.poll(() => reports()[0]?.leftOut).toBe(9)
  await page.evaluate(() => tracker().clear())
  expect(await figures()).toEqual({})
})

test('what has no room is told under its name, and counted among what is mounted', async () => {
  const { mount, page, reports } = await stand.open({ config: { maxEntries: 1 } })
  const seen = await page.evaluate(() => {
    const names = new Set<string>()
    tracker().configure({
      onEvent: ({ name }) => names.add(name),
      onSlowRender: ({ name }) => names.add(name),
    })
    tracker().trackMount('First')
    for (let time = 0; time < 5; time++) {
      tracker().trackMount('Second', 100)
      tracker().trackRender('Third', 100)
    }
    return {
      names: [...names],
      slow: tracker()
        .slowRenders()
        .map(({ name }) => name),
      mounted: tracker().mounted(),
      instances: tracker().metrics().mounted,
      kept: tracker()
        .components()
        .map(({ name }) => name),
    }
  })
  expect(seen).toEqual({
    names: ['First', 'Second', 'Third'],
    slow: ['Third'],
    mounted: [{ name: 'First', framework: 'manual', instances: 1, bytes: 0 }],
    instances: 6,
    kept: ['First'],
  })
  await expect.poll(() => reports()[0]?.leftOut).toBe(2)
  await mount('slow')
  await expect.poll(() => reports()[1]?.leftOut).toBe(4)
})

test('what is mounted stays so when what was counted is forgotten, or something is configured', async () => {
  const { mount, run, page } = await stand.open()
  await mount('lists')
  const mounted = () => page.evaluate(() => tracker().metrics().mounted)
  await page.evaluate(() => {
    tracker().trackMount('Row')
    tracker().trackMount('Row')
  })
  expect(await mounted()).toBe(5 + 2)
  await page.evaluate(() => void tracker().configure({ slowRenderThreshold: 5 }))
  expect(await mounted()).toBe(5 + 2)
  expect(await page.evaluate(() => tracker().mounted().length)).toBe(4)
  await run('remove')
  await page.evaluate(() => tracker().trackUnmount('Row'))
  expect(await mounted()).toBe(4 + 1)
  await page.evaluate(() => tracker().clear())
  await page.evaluate(() => tracker().trackUnmount('Row'))
  expect(await mounted()).toBe(4)
  expect(
    await page.evaluate(() =>
      tracker()
        .mounted()
        .map(({ name }) => name),
    ),
  ).not.toContain('Row')
})

test('who only stands above what rendered is no part of a report', async () => {
  const { mount, run, reports } = await stand.open()
  await mount('many')
  await expect.poll(() => reports().length).toBe(1)
  await run('row')
  await expect.poll(() => reports().length).toBe(2)
  expect(
    reports()[1]
      ?.components.map(({ name }) => name)
      .sort(),
  ).toEqual(['Leaf', 'Row'])
})

declare function tracker(): ComponentTracker
declare function hook(): { onCommitFiberRoot: unknown }
declare function act(name: string): void
