import type { CommitNode } from '@kymo/protocol'
import { describe, expect, it } from 'vitest'
import { barriers } from './barriers.ts'
import { commit, component, components } from './browser-facts.ts'
import { load } from './facts.ts'
import { rows, search, useStage, words } from './stage.ts'

const stage = useStage()

const CARD = component('ProductCard', {
  renders: 41,
  wasted: 25,
  slow: 1,
  selfTime: 90,
  totalTime: 160,
  maxTime: 31.4,
  causes: { context: 15, parent: 25 },
  keys: [{ cause: 'context', key: 'CartContext', count: 15 }],
})
const TREE: CommitNode[] = [
  { name: 'App', depth: 0, kind: 'still' },
  {
    name: 'Cart',
    depth: 1,
    kind: 'update',
    selfTime: 2,
    totalTime: 8,
    causes: ['state'],
    keys: ['hook 2'],
  },
  { name: 'Row', depth: 2, kind: 'update', selfTime: 5, totalTime: 5, causes: ['parent'] },
  { name: 'Total', depth: 2, kind: 'mount', selfTime: 1, totalTime: 1 },
]

describe('components', () => {
  it('stand in the order of what renders again, with causes, and tell in a drawer what had changed', async () => {
    const app = await stage.start()
    await app.sendFromPage([
      components([component('Header', { renders: 9, causes: { props: 8 } }), CARD]),
      components([component('Header', { mounts: 0, renders: 2, causes: { props: 2 } })]),
    ])
    const { page, problems } = await stage.open(`${app.collector.url}/browser/components`)
    const table = rows(page, 'Components')
    await expect.poll(() => table.count()).toBe(2)
    const first = await words(table.first())
    for (const part of ['ProductCard', '40', '25', 'parent, context', '31.4 ms', '41'])
      expect(first).toContain(part)
    expect(await table.nth(1).textContent()).toMatch(/Header.*10/)
    await table.first().getByRole('img', { name: 'parent 25, context 15' }).waitFor()

    await page.getByRole('button', { name: 'Component', exact: true }).click()
    await expect.poll(() => table.first().textContent()).toContain('Header')
    expect(search(page).get('sort')).toBe('name')

    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    const drawer = page.getByRole('complementary', { name: 'Component' })
    await drawer.getByText('CartContext').waitFor()
    await drawer.getByText('only its parent rendered: nothing that it gets was different').waitFor()
    await drawer.getByText('1 of its renders took 16 ms or more.').waitFor()
    await page.reload()
    await drawer.getByText('CartContext').waitFor()
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'detached' })
    expect(problems).toEqual([])
  })

  it('have a picture of a commit that keys and a screen reader can go through', async () => {
    const app = await stage.start()
    const visited = load('/cart')
    await app.send([visited.page])
    await app.sendFromPage([
      visited.told,
      commit(TREE, { duration: 8, path: '/cart', visitId: visited.page.spanId }),
      commit([{ name: 'Plain', depth: 0, kind: 'update' }], { time: Date.now() - 60_000 }),
    ])
    const { page } = await stage.open(`${app.collector.url}/browser/components`)
    const tree = page.getByRole('tree', { name: /What the commit of Row rendered/ })
    const items = tree.getByRole('treeitem')
    await expect.poll(() => items.count()).toBe(4)
    expect(await items.first().getAttribute('aria-label')).toBe('App, did not render')
    expect(await items.nth(1).getAttribute('aria-label')).toBe(
      'Cart, rendered again, 8.00 ms with its children, 2.00 ms itself, because of state, changed: hook 2',
    )
    const width = async (index: number) => (await items.nth(index).boundingBox())?.width ?? 0
    expect((await width(2)) / (await width(0))).toBeCloseTo(5 / 8, 1)

    await tree.focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    // What is zoomed to takes the whole width; what is beside it is out of sight.
    await expect.poll(() => items.count()).toBe(3)
    await page.getByRole('button', { name: 'Whole commit' }).click()
    await expect.poll(() => items.count()).toBe(4)
    await items.nth(2).hover()
    await page.getByText('5.00 ms').first().waitFor()

    await rows(page, 'Commits').filter({ hasText: 'Plain' }).click()
    await page.getByText('React measured no times').waitFor()
    expect(search(page).get('commit')).toBeTruthy()
    expect(await barriers(page)).toEqual([])
    await rows(page, 'Commits').filter({ hasText: 'Row' }).click()
    await page.getByRole('link', { name: 'Its session' }).click()
    await expect.poll(() => search(page).get('session')).toBe(visited.page.spanId)
  })

  it('of libraries are hidden until they are asked for', async () => {
    const library = true
    const app = await stage.start()
    const own = [component('Cart', { renders: 4 }), component('Boundary', { renders: 2 })]
    const routers = ['Router', 'Boundary', 'Announcer'].map((name) =>
      component(name, { renders: 40, library }),
    )
    await app.sendFromPage([
      components([...own, ...routers]),
      commit([
        { name: 'Router', depth: 0, kind: 'update', selfTime: 9, totalTime: 12, library },
        { name: 'Cart', depth: 1, kind: 'update', selfTime: 3, totalTime: 3 },
      ]),
      commit([{ name: 'Announcer', depth: 0, kind: 'mount', selfTime: 1, totalTime: 1, library }]),
    ])
    const { page, problems } = await stage.open(`${app.collector.url}/browser/components`)
    const table = rows(page, 'Components')
    const commits = rows(page, 'Commits')
    await page.getByText('3 of the framework and libraries hidden').waitFor()
    await expect.poll(() => table.count()).toBe(2)
    await expect.poll(() => commits.count()).toBe(1)
    expect(await commits.first().textContent()).toMatch(/^Cart/)
    const items = page.getByRole('treeitem')
    await expect.poll(() => items.count()).toBe(1)
    await page.getByText('1 of libraries hidden').waitFor()

    await page.getByRole('button', { name: 'Show', exact: true }).click()
    await expect.poll(() => table.count()).toBe(5)
    await expect.poll(() => commits.count()).toBe(2)
    await commits.filter({ hasText: 'Cart' }).click()
    await page.getByRole('treeitem', { name: 'Router, of a library, rendered again' }).waitFor()
    expect(search(page).get('libraries')).toBe('shown')
    await page.reload()
    await expect.poll(() => table.count()).toBe(5)
    // The app's and the library's of one name are two rows.
    const boundaries = table.filter({ hasText: 'Boundary' })
    expect(await boundaries.count()).toBe(2)
    await boundaries.filter({ hasText: 'library' }).click()
    await page.getByRole('complementary', { name: 'Component' }).getByText('a library').waitFor()
    expect(await barriers(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Hide', exact: true }).click()
    await expect.poll(() => table.count()).toBe(2)
    expect(search(page).has('libraries')).toBe(false)
    expect(problems).toEqual([])
  })

  it('are all shown where none is the app’s', async () => {
    const app = await stage.start()
    const library = true
    await app.sendFromPage([
      components([component('Router', { renders: 40, library }), component('Announcer', { library })]),
      commit([{ name: 'Announcer', depth: 0, kind: 'mount', library }]),
    ])
    const { page } = await stage.open(`${app.collector.url}/browser/components`)
    await expect.poll(() => rows(page, 'Components').count()).toBe(2)
    await expect.poll(() => rows(page, 'Commits').count()).toBe(1)
    expect(await page.getByText('of the framework and libraries').count()).toBe(0)
  })

  it('that did not render are one row where they stand above one another, which opens', async () => {
    const app = await stage.start()
    const above = ['Root', 'ServerRoot', 'AppRouter', 'Router', 'Boundary', 'Shell'].map(
      (name, depth): CommitNode => ({ name, depth, kind: 'still' }),
    )
    await app.sendFromPage([
      commit([
        ...above,
        { name: 'Cart', depth: 6, kind: 'update', selfTime: 3, totalTime: 3, causes: ['state'] },
      ]),
    ])
    const { page } = await stage.open(`${app.collector.url}/browser/components`)
    const tree = page.getByRole('tree')
    const items = tree.getByRole('treeitem')
    await expect.poll(() => items.count()).toBe(2)
    const folded = tree.getByRole('treeitem', { name: /^6 that did not render: Root, ServerRoot, AppRouter/ })
    expect(await folded.textContent()).toBe('6 that did not render')
    await folded.hover()
    await page.getByText('A click shows them.').waitFor()
    await tree.focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => items.count()).toBe(7)
    await page.keyboard.press('ArrowDown')
    const at = async () => page.locator(`[id="${await tree.getAttribute('aria-activedescendant')}"]`)
    expect(await (await at()).getAttribute('aria-label')).toBe('ServerRoot, did not render')
    expect(await barriers(page)).toEqual([])
    await page.getByRole('button', { name: 'Fold what did not render' }).click()
    await expect.poll(() => items.count()).toBe(2)
    await folded.click()
    await expect.poll(() => items.count()).toBe(7)
  })

  it('are read anew when a page tells more, and keep what is looked at', async () => {
    const app = await stage.start()
    const { page } = await stage.open(`${app.collector.url}/browser/components`)
    await page.getByText('No component rendered in the last hour').waitFor()
    await page.getByText('getComponentTracker({ enabled: true })').waitFor()
    const many = Array.from({ length: 120 }, (_, index) => component(`Row${index}`, { renders: 200 - index }))
    await app.sendFromPage([components(many)])
    const table = page.getByRole('grid', { name: 'Components' })
    await rows(page, 'Components').first().waitFor()
    await table.evaluate((element) => element.scrollTo(0, 1200))
    await expect.poll(() => rows(page, 'Components').filter({ hasText: 'Row45' }).count()).toBe(1)
    const before = await table.evaluate((element) => element.scrollTop)
    await app.sendFromPage([components([component('Row45', { mounts: 0, renders: 3 })])])
    await expect
      .poll(() => rows(page, 'Components').filter({ hasText: 'Row45' }).textContent())
      .toContain('157')
    const after = await table.evaluate((element) => element.scrollTop)
    expect(Math.abs(after - before)).toBeLessThanOrEqual(120)
  })
})
