import type { ComponentTracker } from '@kymo/browser'
import { expect, test } from 'vitest'
import { useReactStand } from './react-stand.ts'

const stand = useReactStand()

/** A tool as React's DevTools are: it makes the hook, unless the window has one, and keeps what React tells it. */
const tool = `
  window.seen = { injected: 0, commits: 0, unmounts: 0 }
  if (!window.hasOwnProperty('__REACT_DEVTOOLS_GLOBAL_HOOK__')) {
    const hook = {
      renderers: new Map(),
      supportsFiber: true,
      inject(renderer) { hook.renderers.set(++seen.injected, renderer); return seen.injected },
      onCommitFiberRoot() { seen.commits++ },
      onCommitFiberUnmount() { seen.unmounts++ },
      onPostCommitFiberRoot() {},
    }
    Object.defineProperty(window, '__REACT_DEVTOOLS_GLOBAL_HOOK__', { configurable: true, get: () => hook })
  }
`

/** As Fast Refresh does: it puts a hook where there is none, and goes before the methods of the one that is there. */
const refresh = `
  window.refreshed = { injected: 0, commits: 0 }
  let hook = window.__REACT_DEVTOOLS_GLOBAL_HOOK__
  if (hook === undefined) {
    let id = 0
    window.__REACT_DEVTOOLS_GLOBAL_HOOK__ = hook = {
      renderers: new Map(),
      supportsFiber: true,
      inject: () => id++,
      onScheduleFiberRoot() {},
      onCommitFiberRoot() {},
      onCommitFiberUnmount() {},
    }
  }
  const { inject, onCommitFiberRoot } = hook
  hook.inject = function () { refreshed.injected++; return inject.apply(this, arguments) }
  hook.onCommitFiberRoot = function () { refreshed.commits++; return onCommitFiberRoot.apply(this, arguments) }
`

const counted = { Item: { mounts: 3, unmounts: 1, renders: 5 } }

test.each([
  ['before', { before: tool }],
  ['after', { between: tool }],
])('another tool’s hook that comes %s is heard and not disturbed', async (_, options) => {
  const { mount, run, figures, page } = await stand.open(options)
  await mount('lists')
  await run('remove')
  expect(await figures()).toMatchObject(counted)
  expect(await page.evaluate(() => (window as unknown as { seen: object }).seen)).toMatchObject({
    injected: 1,
    commits: 2,
  })
})

test.each([
  ['before', { before: refresh }],
  ['after', { between: refresh }],
  ['before, with a tool’s before both', { before: tool + refresh }],
  ['after, with a tool’s before both', { before: tool, between: refresh }],
])('Fast Refresh that comes %s sees all commits, and so do we', async (_, options) => {
  const { mount, run, figures, page } = await stand.open(options)
  await mount('lists')
  await run('remove')
  expect(await figures()).toMatchObject(counted)
  expect(await page.evaluate(() => (window as unknown as { refreshed: object }).refreshed)).toEqual({
    injected: 1,
    commits: 2,
  })
})

/** As some tools do: it takes the hook's place, and passes on what React tells to the one before. */
const delegate = `
  window.delegated = 0
  const native = window.__REACT_DEVTOOLS_GLOBAL_HOOK__
  window.__REACT_DEVTOOLS_GLOBAL_HOOK__ = {
    ...native,
    inject: (renderer) => native.inject(renderer),
    onCommitFiberRoot(...args) { delegated++; return native.onCommitFiberRoot(...args) },
    onCommitFiberUnmount: (...args) => native.onCommitFiberUnmount(...args),
  }
`
const copy = `window.__REACT_DEVTOOLS_GLOBAL_HOOK__ = { ...window.__REACT_DEVTOOLS_GLOBAL_HOOK__ }`

test.each([
  ['passes on to the one before', { between: delegate }],
  ['has the methods of the one before', { between: copy }],
])('a hook that takes ours’ place and %s counts nothing twice', async (_, options) => {
  const { mount, run, figures, page } = await stand.open(options)
  await mount('lists')
  await run('remove')
  expect(await figures()).toMatchObject(counted)
  expect(await page.evaluate(() => tracker().metrics().mounted)).toBe(4)
})

test('a hook that nobody may change is left alone, and all else goes on', async () => {
  const { mount, figures, page, printed } = await stand.open({
    before: `
      window.__REACT_DEVTOOLS_GLOBAL_HOOK__ = {
        renderers: new Map(),
        supportsFiber: true,
        inject: () => 1,
        get onCommitFiberRoot() { return () => {} },
        set onCommitFiberRoot(other) { throw new TypeError('read only') },
        onCommitFiberUnmount() {},
      }
    `,
  })
  await mount('lists')
  await page.evaluate(() => tracker().trackMount('Row', 1))
  expect(await figures()).toMatchObject({ Row: { mounts: 1, renders: 1 } })
  expect(printed.filter((line) => line.includes('kymo PAGE_HOOK_FAILED'))).toHaveLength(1)
  await page.evaluate(() => tracker().stop())
  expect(printed.filter((line) => line.startsWith('error'))).toEqual([])
})

test('React that was there first is heard where it has found a hook; what stood before is known by its next commit', async () => {
  const { mount, run, figures, page } = await stand.open({ before: refresh, config: { enabled: false } })
  await mount('lists')
  await page.evaluate(() => void tracker().configure({ enabled: true }))
  await run('remove')
  expect((await figures()).Item).toMatchObject({ mounts: 0, unmounts: 1, renders: 2 })
  expect(await page.evaluate(() => tracker().metrics().mounted)).toBe(4)
  expect(
    await page.evaluate(() =>
      tracker()
        .mounted()
        .map(({ name, instances }) => [name, instances]),
    ),
  ).toEqual([
    ['Lists', 1],
    ['Item', 2],
    ['InPortal', 1],
  ])
})

test('React that was there first and found no hook is told of once', async () => {
  const { mount, figures, printed } = await stand.open({ late: true })
  await mount('lists')
  await expect.poll(() => printed.filter((line) => line.includes('REACT_LOADED_FIRST')).length).toBe(1)
  expect(await figures()).toEqual({})
})

test('switched off and on again it leaves nothing behind, and goes on', async () => {
  const { mount, run, figures, page } = await stand.open({ before: tool })
  const same = () =>
    page.evaluate(() => {
      const { onCommitFiberRoot, onCommitFiberUnmount } = hook() as Record<string, unknown>
      return [onCommitFiberRoot, onCommitFiberUnmount].map((method) => String(method).includes('seen.'))
    })
  expect(await same()).toEqual([false, false])
  await mount('lists')
  for (let cycle = 0; cycle < 2; cycle++) {
    await page.evaluate(() => tracker().stop())
    expect(await same()).toEqual([true, true])
    await run('remove', 'readd')
    await page.evaluate(() => void tracker().configure({ enabled: true }))
  }
  expect((await figures()).Item).toMatchObject({ mounts: 3, renders: 3 })
  await run('remove')
  expect((await figures()).Item).toMatchObject({ unmounts: 1, renders: 5 })
})

test('stopped before React came, it has never been there; stopped under another’s hook, it passes on', async () => {
  const gone = await stand.open({ between: 'window.tracker().stop()' })
  expect(await gone.page.evaluate(() => '__REACT_DEVTOOLS_GLOBAL_HOOK__' in window)).toBe(false)

  const under = await stand.open({ between: refresh })
  await under.mount('lists')
  await under.page.evaluate(() => tracker().stop())
  await under.run('remove')
  expect((await under.figures()).Item).toMatchObject({ renders: 3 })
  expect(await under.page.evaluate(() => (window as unknown as { refreshed: object }).refreshed)).toEqual({
    injected: 1,
    commits: 2,
  })
  await under.page.evaluate(() => void tracker().configure({ enabled: true }))
  await under.run('readd')
  expect((await under.figures()).Item).toMatchObject({ renders: 6 })
})

test('the app’s trees are told apart from those of Next.js’s overlay and of Kymo', async () => {
  const { mount, figures, run, page } = await stand.open()
  await mount('lists', 'nextjs-portal')
  await run('remove')
  await page.evaluate(() => (window as unknown as { unmount(): void }).unmount())
  expect(await figures()).toEqual({})
  await mount('strict')
  expect(Object.keys(await figures())).toEqual(['StrictChild'])
})

declare function tracker(): ComponentTracker
declare function hook(): object
