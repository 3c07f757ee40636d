import { expect, test } from 'vitest'
import { type ReactPage, useReactStand } from './react-stand.ts'

/* Components of the app and of packages: scripts with the addresses that bundlers give them. */

const stand = useReactStand()

/** A router that makes the app's pages, and a component of its own that the app uses, too. */
const LIBRARY = `
  const { Component, jsx, memo, useState } = react
  window.lib = {}
  lib.Link = function Link({ children }) { return jsx('a', { children }) }
  const Announcer = memo(function Announcer() { return jsx('i', { children: jsx(lib.Link, { children: 'skip' }) }) })
  class Boundary extends Component { render() { return this.props.children } }
  lib.Router = function Router({ pages }) {
    const [at, go] = useState(0)
    const [n, again] = useState(0)
    Object.assign(lib, { go, again })
    const Page = pages[at]
    return jsx(Boundary, { children: [jsx(Announcer, {}, 0), jsx(Page, { n }, 1)] })
  }
  //# sourceURL=http://localhost/_next/static/chunks/node_modules_router_dist_1a2b3c._.js
`
const APP = `
  const { Component, jsx } = react
  class Boundary extends Component { render() { return jsx('div', { children: this.props.children }) } }
  function Price() { return null }
  function Home({ n }) { return jsx(Boundary, { children: [jsx('b', { children: n }, 0), jsx(Price, {}, 1)] }) }
  function Late({ n }) { return n < 2 ? null : jsx('b', { children: n }) }
  function Linked() { return jsx(lib.Link, { children: 'home' }) }
  show(jsx(lib.Router, { pages: [Home, Late, Linked] }))
  //# sourceURL=http://localhost/_next/static/chunks/app_page_tsx_4d5e6f._.js
`

async function openBoth(build: { react: 18 | 19; production?: boolean } = { react: 19 }): Promise<ReactPage> {
  const opened = await stand.open({ build })
  for (const script of [LIBRARY, APP]) await opened.page.evaluate(`{${script.replace('//#', '}\n//#')}`)
  return opened
}

const components = ({ page }: ReactPage) =>
  page.evaluate(() => {
    const all = (window as unknown as { tracker(): { components(): unknown[] } }).tracker().components()
    return (all as { name: string; library?: true; renders: number }[])
      .map(({ name, library, renders }) => `${library ? 'library' : 'app'} ${name} ${renders}`)
      .sort()
  })
const run = ({ page }: ReactPage, code: string) =>
  page.evaluate(`new Promise((done) => { lib.${code}; setTimeout(done, 50) })`)

test('a component is the app’s if the app’s code makes it or what it renders, though a router makes its pages', async () => {
  const opened = await openBoth()
  const first = [
    'app Boundary 1',
    'app Home 1',
    'app Price 1',
    'app Router 1',
    'library Announcer 1',
    'library Boundary 1',
    'library Link 1',
  ]
  expect(await components(opened)).toEqual(first)

  // One that renders nothing yet is known by what it renders later, and keeps what it did meanwhile.
  await run(opened, 'go(1)')
  expect(await components(opened)).toContain('library Late 1')
  await run(opened, 'again(1)')
  await run(opened, 'again(2)')
  expect(await components(opened)).toContain('app Late 1')

  // The app uses what the library made first.
  await run(opened, 'go(2)')
  expect(await components(opened)).toContain('app Link 1')

  const health = await opened.page.evaluate(
    `(() => { const { components } = tracker().healthFigures(); const own = tracker().components().filter((one) => !one.library);
      return [components.renders, own.reduce((sum, { renders }) => sum + renders, 0)] })()`,
  )
  expect((health as number[])[0]).toBe((health as number[])[1])
})

test('reports and commits say which are a library’s', async () => {
  const opened = await openBoth()
  await expect.poll(() => opened.told('Announcer')).toMatchObject([{ library: true }])
  expect(opened.told('Home').every(({ library }) => library === undefined)).toBe(true)
  const [commit] = opened.commits()
  expect(commit?.nodes.map(({ name, library }) => (library ? `${name} of a library` : name))).toEqual([
    'Router',
    'Boundary of a library',
    'Announcer of a library',
    'Link of a library',
    'Home',
    'Boundary',
    'Price',
  ])
})

test.each([{ react: 19, production: true }, { react: 18 }] as const)(
  'where React does not tell who makes an element, all are the app’s: %o',
  async (build) => {
    const opened = await openBoth(build)
    expect((await components(opened)).filter((line) => line.startsWith('library'))).toEqual([])
  },
)

test('stacks are read once for a component and who makes it, not with each render', async () => {
  const { page } = await openBoth()
  const read = await page.evaluate(`(async () => {
    const { jsx, useState } = react
    let read = 0
    const made = (element) => {
      const stack = 'Error\\n    at jsx (http://localhost/react.js:1:1)\\n    at Rows (http://localhost/node_modules/rows.js:1:1)'
      Object.defineProperty(element._debugStack, 'stack', { get: () => (read++, stack) })
      return element
    }
    let again
    const Row = () => made(jsx('i', {}))
    function Rows() {
      const [n, set] = useState(0)
      again = set
      return Array.from({ length: 200 }, (_, at) => made(jsx(Row, {}, n + ' ' + at)))
    }
    show(jsx(Rows, {}))
    for (let n = 1; n < 5; n++) {
      again(n)
      await new Promise((done) => setTimeout(done, 50))
    }
    return read
  })()`)
  // Of the row's element, and of what it renders.
  expect(read).toBe(2)
})
