import { describe, expect, it } from 'vitest'
import { call, component, components, memory, signal, signals, vital } from './browser-facts.ts'
import { load } from './facts.ts'
import { rows, search, useStage } from './stage.ts'

const stage = useStage()

describe('the pages about browsers, where what is asked for is not there', () => {
  it('show the calls of a host, though the visit that called last did not call it', async () => {
    const app = await stage.start()
    const one = load('/one', 'tab-1', Date.now() - 9000)
    const two = load('/two', 'tab-2', Date.now() - 5000)
    await app.sendFromPage([
      one.told,
      two.told,
      call(one.page.spanId, 'https://pay.test/intents', { start: Date.now() - 8000 }),
      call(two.page.spanId, 'https://api.test/cart', { start: Date.now() - 4000 }),
    ])
    const { page } = await stage.open(`${app.collector.url}/browser/network`)
    const table = rows(page, 'Calls')
    await table.filter({ hasText: '/cart' }).waitFor()
    await rows(page, 'Hosts').filter({ hasText: 'pay.test' }).click()
    await table.filter({ hasText: '/intents' }).waitFor()
    expect(await table.count()).toBe(1)
  })

  it('leave with the app what was chosen of it', async () => {
    const app = await stage.start()
    const admin = app.sender({
      'service.name': 'admin',
      'service.instance.id': 'browser:admin',
      'kymo.runtime': 'browser',
    })
    const of = (path: string, host: string) => {
      const { page, told } = load(path)
      return [
        told,
        vital('LCP', 900, { path, visitId: page.spanId }),
        call(page.spanId, `https://${host}${path}`),
      ]
    }
    await app.sendFromPage(of('/shop', 'pay.test'))
    await admin(of('/admin', 'users.test'))
    const visit = 'a'.repeat(16)
    const { page } = await stage.open(
      `${app.collector.url}/browser/network?app=shop&host=pay.test&visit=${visit}&zoom=0-1`,
    )
    const choose = async (name: string) => {
      await page.getByRole('combobox', { name: 'App' }).click()
      await page.getByRole('option', { name, exact: true }).click()
      await expect.poll(() => search(page).get('app')).toBe(name)
    }
    await choose('admin')
    await rows(page, 'Calls').filter({ hasText: '/admin' }).waitFor()
    expect([...search(page).keys()]).toEqual(['app'])
    await page.goto(`${app.collector.url}/browser?app=shop&route=/shop`)
    await choose('admin')
    await rows(page, 'Vitals by route').filter({ hasText: '/admin' }).waitFor()
    expect([...search(page).keys()]).toEqual(['app'])
  })

  it('say so of a page that did not tell, and lead to one that did', async () => {
    const app = await stage.start()
    await app.sendFromPage([signals([signal(1, 'price')]), memory({ used: 9e6, nodes: 40 })])
    const { page } = await stage.open(`${app.collector.url}/browser/signals?page=browser:gone`)
    await page.getByText('This page told of no signal in the last hour').waitFor()
    await page.getByRole('button', { name: 'Show the one that told last' }).click()
    await rows(page, 'Signals').filter({ hasText: 'price' }).waitFor()
    expect(search(page).get('page')).toBeNull()
    await page.goto(`${app.collector.url}/browser/memory?page=browser:gone`)
    await page.getByText('This page did not tell of its memory').waitFor()
    await page.getByRole('button', { name: 'Show the one that told last' }).click()
    await page.getByText('1 sample').waitFor()
  })

  it('say so of a visit without such calls, and lead to the newest', async () => {
    const app = await stage.start()
    const { page: visited, told } = load('/one')
    await app.sendFromPage([told, call(visited.spanId, 'https://api.test/cart')])
    const { page } = await stage.open(`${app.collector.url}/browser/network?visit=${'b'.repeat(16)}`)
    await page.getByText('No such call of this visit').waitFor()
    await page.getByRole('button', { name: 'Show the newest visit' }).click()
    await rows(page, 'Calls').filter({ hasText: '/cart' }).waitFor()
  })

  it.each([360, 1440])('stay within %i pixels where they say what to add', async (width) => {
    const app = await stage.start()
    const { page } = await stage.open(`${app.collector.url}/browser/signals`, {
      viewport: { width, height: 700 },
    })
    const code = page.locator('main code.select-all')
    await code.first().waitFor()
    for (const words of [code.first(), code.last(), page.getByText('No signal was told of')]) {
      const box = await words.boundingBox()
      const left = box?.x ?? 0
      expect(left).toBeGreaterThan(0)
      // In the middle.
      expect(Math.abs(left + (left + (box?.width ?? 0)) - width)).toBeLessThanOrEqual(2)
    }
  })

  it('keep the link of the page that is shown in view, however narrow', async () => {
    const app = await stage.start()
    const { page: visited, told } = load('/one')
    await app.sendFromPage([told, call(visited.spanId, 'https://api.test/cart'), vital('LCP', 4000)])
    const { page } = await stage.open(`${app.collector.url}/browser/network`, {
      viewport: { width: 400, height: 800 },
    })
    await page.getByRole('button', { name: /Health/ }).waitFor()
    const nav = page.getByRole('navigation', { name: 'Browser' })
    const right = async (of: typeof nav) => {
      const box = await of.boundingBox()
      return (box?.x ?? 0) + (box?.width ?? 0)
    }
    await expect
      .poll(async () => (await right(nav.getByRole('link', { name: 'Network' }))) - (await right(nav)))
      .toBeLessThanOrEqual(0.5)
  })
})

describe('the pages about browsers while they are read', () => {
  it('hold thousands of rows, and stay where they are read while more is told', async () => {
    const app = await stage.start()
    const { page: visited, told } = load('/much')
    const start = Date.now() - 600_000
    await app.sendFromPage([told])
    const many = Array.from({ length: 3000 }, (_, number) =>
      call(visited.spanId, `https://api.test/call/${number}`, { start: start + number * 100, duration: 40 }),
    )
    for (let from = 0; from < many.length; from += 500) await app.sendFromPage(many.slice(from, from + 500))
    for (let from = 0; from < 1800; from += 200)
      await app.sendFromPage([
        signals(
          Array.from({ length: 200 }, (_, at) => signal(from + at + 1, `s${from + at}`, { updates: 1 })),
        ),
      ])
    for (let from = 0; from < 400; from += 200)
      await app.sendFromPage([components(Array.from({ length: 200 }, (_, at) => component(`C${from + at}`)))])
    const { page, problems } = await stage.open(`${app.collector.url}/browser/network`)
    for (const [path, grid, newest, words] of [
      ['network', 'Calls', call(visited.spanId, 'https://api.test/newest'), /^3,001 calls/],
      ['signals', 'Signals', signals([signal(9999, 'newest', { updates: 9 })]), /^1,801 signals/],
      ['components', 'Components', components([component('Newest', { renders: 90 })]), /^401 components/],
    ] as const) {
      await page.goto(`${app.collector.url}/browser/${path}`)
      const table = rows(page, grid)
      await table.first().waitFor()
      expect(await table.count()).toBeLessThan(80)
      await page.getByRole('grid', { name: grid }).evaluate((element) => element.scrollTo(0, 9000))
      await expect.poll(() => table.first().getAttribute('aria-rowindex')).not.toBe('2')
      const top = () =>
        page.getByRole('grid', { name: grid }).evaluate((element) => {
          const { top } = element.getBoundingClientRect()
          const row = [...element.querySelectorAll('[role=rowgroup]:last-child > [role=row]')].find(
            (one) => one.getBoundingClientRect().top >= top + 28,
          )
          return row?.querySelector('code')?.textContent
        })
      const before = await top()
      await app.sendFromPage([newest])
      await page.getByText(words).first().waitFor()
      expect(await top(), path).toBe(before)
    }
    expect(problems).toEqual([])
  }, 120_000)

  it('go on in every tab where the collector came again', async () => {
    const app = await stage.start()
    const told = (words: string) => {
      const { page: visited, told } = load(`/${words}`)
      return [told, call(visited.spanId, `https://api.test/${words}`), signals([signal(1, words)])]
    }
    await app.sendFromPage(told('before'))
    const { page: one } = await stage.open(`${app.collector.url}/browser/network`)
    const two = await one.context().newPage()
    await two.goto(`${app.collector.url}/browser/signals`)
    const calls = rows(one, 'Calls')
    const names = rows(two, 'Signals')
    await calls.filter({ hasText: '/before' }).waitFor()
    await names.filter({ hasText: 'before' }).waitFor()
    await app.collector.close()
    await one.getByText('Reconnecting').waitFor()
    expect(await calls.count()).toBe(1)
    const again = await stage.start(app.collector.port)
    await again.sendFromPage(told('after'))
    await calls.filter({ hasText: '/after' }).waitFor()
    await names.filter({ hasText: 'after' }).waitFor()
    expect([await calls.count(), await names.count()]).toEqual([1, 1])
  })

  it('take the keyboard from signal to signal, and back to the list', async () => {
    const app = await stage.start()
    await app.sendFromPage([
      signals([
        signal(1, 'first', { updates: 9 }),
        signal(2, 'second', { updates: 8 }),
        signal(3, 'third', { updates: 7, dependsOn: [1] }),
      ]),
    ])
    const { page } = await stage.open(`${app.collector.url}/browser/signals`)
    const grid = page.getByRole('grid', { name: 'Signals' })
    await grid.focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    const drawer = page.getByRole('complementary', { name: 'Signal' })
    for (const name of ['second', 'third']) {
      await page.keyboard.press('j')
      await drawer.getByRole('heading', { name }).waitFor()
    }
    await drawer.getByRole('button', { name: 'first' }).press('Enter')
    await drawer.getByRole('heading', { name: 'first' }).waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => search(page).get('signal')).toBeNull()
    await expect.poll(() => grid.evaluate((element) => element === document.activeElement)).toBe(true)
  })
})
