import type { ComponentFigures, ComponentTracker, ComponentTrackerConfig } from '@kymo/browser'
import type { CommitReport, ComponentDelta, ComponentReport } from '@kymo/protocol'
import { type BrowserParsed, parseCommitReport, parseComponentReport } from '@kymo/protocol'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { buildKymo, buildReactPage, type PageBuild } from './react-page/build.ts'
import { type App, openPage, type PageCollector, startApp, startPageCollector } from './stage.ts'

export interface ReactPageOptions {
  /** Default: that of React 19 for development. */
  readonly build?: PageBuild
  readonly config?: ComponentTrackerConfig
  /** Runs before Kymo is loaded. */
  readonly before?: string
  /** Runs between Kymo and React. */
  readonly between?: string
  /** Kymo is loaded and enabled after React. Default: false */
  readonly late?: boolean
  /** Whether the page is told to the collector. Default: true */
  readonly told?: boolean
}

/** A page with React in it, its tracker and what it told the collector. */
export interface ReactPage {
  readonly page: Page
  readonly printed: readonly string[]
  readonly collector: PageCollector
  mount(tree: string, into?: string): Promise<void>
  run(...actions: string[]): Promise<void>
  /** Figures by the components' names. */
  figures(): Promise<Record<string, ComponentFigures>>
  /** Causes and keys of one component, such as `{ causes: { props: 1 }, keys: ['props onPick 1'] }`. */
  why(name: string): Promise<{ causes: ComponentFigures['causes']; keys: string[] }>
  /** How often its function was called. */
  bodies(name: string): Promise<number>
  effects(name: string): Promise<number>
  /** What was told of components, each report valid. */
  reports(): ComponentReport[]
  told(name: string): readonly ComponentDelta[]
  commits(): CommitReport[]
}

export interface ReactStand {
  open(options?: ReactPageOptions): Promise<ReactPage>
}

/** What the page's scripts put into the window. */
interface Globals {
  tracker(): ComponentTracker
  readonly bodies: Record<string, number>
  readonly effects: Record<string, number>
  mount(tree: string, into?: string): void
  run(action: string): void
}

const globals = `
  window.tracker = () => window.components
  window.act = (name) => window.run(name)
  window.hook = () => window.__REACT_DEVTOOLS_GLOBAL_HOOK__
`

/** One browser for the tests of a file. */
export function useReactStand(): ReactStand {
  let browser: Browser
  const closing: (() => Promise<void>)[] = []
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser?.close())
  afterEach(async () => {
    await Promise.all(closing.splice(0).map((close) => close()))
  })

  return {
    async open({
      build = { react: 19 } as PageBuild,
      config,
      before = '',
      between = '',
      late = false,
      told = true,
    } = {}) {
      const [kymo, react] = await Promise.all([buildKymo(), buildReactPage(build)])
      const collector = await startPageCollector()
      const start = told ? `kymo.startPage({ url: '${collector.url}', key: 'test-key', app: 'react' });` : ''
      const enable = `${start} window.components = kymo.getComponentTracker(${JSON.stringify({ enabled: true, ...config })})`
      const scripts: Record<string, string> = {
        '/before.js': before,
        '/kymo.js': `${kymo};${enable};${globals}`,
        '/between.js': between,
        '/react.js': react,
      }
      const order = late
        ? ['/before.js', '/react.js', '/kymo.js']
        : ['/before.js', '/kymo.js', '/between.js', '/react.js']
      const app: App = await startApp(undefined, {
        html: order.map((path) => `<script src="${path}"></script>`).join(''),
        answer: ({ path }, response) =>
          response.writeHead(200, { 'content-type': 'text/javascript' }).end(scripts[path] ?? ''),
      })
      const { page, context, printed } = await openPage(browser, app.url)
      closing.push(async () => {
        await context.close()
        await Promise.all([collector.close(), app.close()])
      })
      return reactPage(page, printed, collector)
    },
  }
}

function reactPage(page: Page, printed: readonly string[], collector: PageCollector): ReactPage {
  const told = <Report>(name: string, parse: (json: unknown) => BrowserParsed<Report>) =>
    collector.facts.flatMap((fact) => {
      if (fact.fact !== 'event' || fact.name !== name) return []
      const { value, problem } = parse(fact.attributes['kymo.report'])
      if (!value) throw new Error(problem)
      return [value]
    })
  const opened: ReactPage = {
    page,
    printed,
    collector,
    mount: (tree, into = 'div') =>
      page.evaluate(([name, element]) => (window as unknown as Globals).mount(name, element), [
        tree,
        into,
      ] as const),
    run: (...actions) =>
      page.evaluate((names) => {
        for (const name of names) (window as unknown as Globals).run(name)
      }, actions),
    figures: async () => {
      const all = await page.evaluate(() => (window as unknown as Globals).tracker().components())
      return Object.fromEntries(all.map((figures) => [figures.name, figures]))
    },
    why: async (name) => {
      const { causes, keys } = (await opened.figures())[name] as ComponentFigures
      return { causes, keys: keys.map(({ cause, key, count }) => `${cause} ${key} ${count}`) }
    },
    bodies: (name) => page.evaluate((of) => (window as unknown as Globals).bodies[of] ?? 0, name),
    effects: (name) => page.evaluate((of) => (window as unknown as Globals).effects[of] ?? 0, name),
    reports: () => told('kymo.components', parseComponentReport),
    told: (name) =>
      opened.reports().flatMap(({ components }) => components.filter((delta) => delta.name === name)),
    commits: () => told('kymo.commit', parseCommitReport),
  }
  return opened
}
