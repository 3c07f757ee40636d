import type { ComponentTracker } from '@kymo/browser'
import { describe, expect, test } from 'vitest'
import { buildReactPage } from './react-page/build.ts'
import { useReactStand } from './react-stand.ts'

/* What is rare in an app, and must not make a count wrong. */

const stand = useReactStand()

describe.each([{ react: 19 }, { react: 18 }] as const)('React $react', (build) => {
  test('what throws while it renders has not rendered, and what its boundary takes away is gone', async () => {
    const { mount, run, figures } = await stand.open({ build })
    await mount('faulty')
    await run('fail')
    expect(await figures()).toMatchObject({
      Faulty: { mounts: 1, renders: 2 },
      Catches: { mounts: 1, renders: 2 },
      Breaks: { mounts: 1, renders: 1, unmounts: 1 },
      Item: { mounts: 1, renders: 1, unmounts: 1 },
      Fallback: { mounts: 1, renders: 1 },
    })
    await run('heal')
    expect(await figures()).toMatchObject({
      Catches: { renders: 3 },
      Breaks: { mounts: 2, renders: 2, unmounts: 1 },
      Fallback: { mounts: 1, unmounts: 1 },
    })
  })

  test('a render that is interrupted and begun anew counts once', async () => {
    const { mount, figures, bodies: counted, page } = await stand.open({ build })
    await mount('interrupted')
    // Within the page: what is asked for from outside may come when the render is over.
    await page.evaluate(async () => {
      ask('late')
      while ((bodies.Busy ?? 0) <= 20) await new Promise((resolve) => setTimeout(resolve))
      run('urgent')
    })
    await page.waitForSelector('p[data-n="1"]')
    expect(await counted('Busy')).toBeGreaterThan(40)
    expect(await figures()).toMatchObject({
      Interrupted: { mounts: 1, renders: 3 },
      Busy: { mounts: 20, renders: 40 },
    })
  })

  test('what is made of the server’s HTML is mounted once', async () => {
    const { figures, page } = await stand.open({ build })
    await page.evaluate(() => hydrate('boundary', '<!--$--><i>0</i><i>beside</i><!--/$-->'))
    await expect.poll(async () => (await figures()).Beside?.mounts).toBe(1)
    const { Boundary, Suspends, Beside } = await figures()
    expect([Boundary, Suspends, Beside].map((one) => [one?.mounts, one?.renders])).toEqual([
      [1, 1],
      [1, 1],
      [1, 1],
    ])
    expect(await page.evaluate(() => tracker().metrics().mounted)).toBe(3)
  })
})

test('two copies of React on a page are both heard, each once', async () => {
  const { mount, run, figures, page } = await stand.open()
  await mount('lists')
  await page.addScriptTag({ content: await buildReactPage({ react: 18 }) })
  await mount('lists')
  await run('remove')
  expect(await figures()).toMatchObject({
    Lists: { mounts: 2, renders: 3 },
    Item: { mounts: 6, renders: 8, unmounts: 1 },
  })
  expect(await page.evaluate(() => tracker().metrics().mounted)).toBe(2 + 5 + 2)
})

test('what is hidden at first is mounted once, however often it is shown and hidden', async () => {
  const { mount, run, figures, page } = await stand.open()
  await mount('hides')
  await expect.poll(async () => (await figures()).Beside?.mounts).toBe(1)
  await run('show', 'hide', 'show')
  expect(await figures()).toMatchObject({ Beside: { mounts: 1, unmounts: 0 } })
  expect(await page.evaluate(() => tracker().metrics().mounted)).toBe(2)
})

test('an action is one hook, though several of its places change at once', async () => {
  const { mount, run, why, page } = await stand.open()
  await mount('acts')
  await run('submit')
  await page.waitForFunction(() => document.querySelector('i')?.textContent === '1 false 0')
  await run('after')
  const { causes, keys } = await why('Acts')
  expect({ causes, keys }).toEqual({
    causes: { state: 3 },
    keys: ['state #1 useActionState 2', 'state #2 useState 1'],
  })
})

test('what can not be read does not hide what changed beside it', async () => {
  const { mount, run, why } = await stand.open({ build: { react: 19, production: true } })
  await mount('heavy')
  await run('heavy')
  expect(await why('Trapped')).toMatchObject({
    causes: { props: 1 },
    keys: expect.arrayContaining(['props n 1']),
  })
})

test('what is mounted can be told whatever is in it', async () => {
  const { mount, page } = await stand.open({ build: { react: 19, production: true } })
  await mount('heavy')
  const { names, took } = await page.evaluate(() => {
    const start = performance.now()
    const names = tracker()
      .mounted()
      .map(({ name }) => name)
    return { names, took: performance.now() - start }
  })
  expect(names).toEqual(['Heavy', 'Trapped'])
  console.info(`mounted() with an object of 100,000 values: ${took} ms`)
})

test('what was forgotten before it was told is not told, nor are its commits', async () => {
  const { mount, run, reports, commits, page } = await stand.open()
  await mount('lists')
  await page.evaluate(() => tracker().clear())
  await run('remove')
  await expect.poll(() => reports().length).toBe(1)
  expect(reports()[0]?.components).toMatchObject([
    { name: 'Item', mounts: 0, renders: 2, unmounts: 1 },
    { name: 'Lists', mounts: 0, renders: 1 },
    { name: 'InPortal', mounts: 0 },
  ])
  expect(commits()).toHaveLength(1)
})

declare function tracker(): ComponentTracker
declare function ask(name: string): void
declare function run(name: string): void
declare const bodies: Readonly<Record<string, number>>
declare function hydrate(tree: string, html: string): void
