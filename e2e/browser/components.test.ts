import { describe, expect, test } from 'vitest'
import { useReactStand } from './react-stand.ts'

const stand = useReactStand()

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
})
