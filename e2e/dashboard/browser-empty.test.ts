import { browserKey } from '@kymo/server'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, expect, it } from 'vitest'
import { bundle } from '../browser/bundle.ts'
import { openPage, startApp } from '../browser/stage.ts'
import { useStage } from './stage.ts'

/* What the pages about browsers say while they are empty is done as they say it, in a page; then they are not. */

const TOKEN = 'test-token-of-an-empty-dashboard'
const stage = useStage()
const ends: (() => Promise<unknown>)[] = []
afterAll(() => Promise.all(ends.map((end) => end())))

interface Case {
  readonly path: string
  /** What the page does that tells of itself. */
  readonly app: string
  readonly shown: (page: Page) => Locator
}

const REACT = `
  import { createElement, useState } from 'react'
  import { createRoot } from 'react-dom/client'
  const root = document.body.appendChild(document.createElement('div'))
  function Clock() { return createElement('p', null, 'now') }
  createRoot(root).render(createElement(Clock))`

const CASES: readonly Case[] = [
  { path: '/browser', app: '', shown: (page) => page.getByRole('heading', { name: /how it is spread/ }) },
  {
    path: '/browser/components',
    app: REACT,
    shown: (page) => page.getByRole('grid', { name: 'Components' }).getByText('Clock'),
  },
  {
    path: '/browser/signals',
    app: `
      import { computed, signal } from '@preact/signals-core'
      const price = signal(1, { name: 'price' })
      globalThis.total = computed(() => price.value * 2, { name: 'total' })
      total.subscribe(() => {})
      price.value = 2`,
    shown: (page) => page.getByRole('grid', { name: 'Signals' }).getByText('price'),
  },
  {
    path: '/browser/memory',
    app: '',
    shown: (page) => page.getByRole('heading', { name: 'Suspected leaks' }),
  },
  {
    path: '/browser/network',
    app: `fetch('/api/cart')`,
    shown: (page) => page.getByRole('grid', { name: 'Calls' }).getByText('/api/cart'),
  },
]

it.each(CASES)('$path says what makes a page tell, and that suffices', async ({ path, app, shown }) => {
  let script = ''
  const served = await startApp(undefined, {
    html: '<main><h1>Shop</h1></main><script src="/app.js"></script>',
    answer: ({ path: asked }, response) =>
      void response
        .writeHead(200, { 'content-type': 'text/javascript' })
        .end(asked === '/app.js' ? script : ''),
  })
  ends.push(() => served.close())
  const { collector } = await stage.start(0, { token: TOKEN, allowedOrigins: [served.url] })
  const { page, problems } = await stage.open(`${collector.url}${path}?app=shop`)
  await page.getByText('startPage({').waitFor()
  const blocks = await page.locator('main code.select-all').allTextContents()
  // The page is started before a library is followed, as it says there.
  const code = blocks.toReversed().join('\n').replace('the one that kymo serve prints', browserKey(TOKEN))
  expect(code).toContain(`url: '${collector.url}'`)
  script = await bundle(code, app)
  const { page: visitor, printed } = await openPage(page.context().browser() as Browser, served.url)
  await shown(page).first().waitFor()
  expect([...problems, ...printed.filter((line) => !line.startsWith('info: '))]).toEqual([])
  await visitor.context().close()
})
