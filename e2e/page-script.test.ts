import { readFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { browserKey, createCollector } from '@kymo/server'
import type { Browser, ConsoleMessage, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort } from '../tests/support/free-port.ts'
import { launchBrowser } from './support/browser.ts'
import { mentioning } from './support/files.ts'
import { type AppCopy, copyApp, serveNextApp } from './support/next-app.ts'
import { repository, start } from './support/processes.ts'
import { buildQuickly } from './support/quick-build.ts'
import { startStage, type Way } from './support/stage.ts'

/*
 * The page's script in every kind of HTML that a real Next.js server answers with, under development, and nowhere in
 * production.
 */

const TOKEN = 'page-script'
const TAG =
  /<script src="\/__kymo\/client\.js" data-kymo-url="[^"]*" data-kymo-key="[^"]*" data-kymo-app="[^"]*"(?: data-kymo-blocked="")?(?: nonce="[^"]*")?><\/script>/g

/** Documents, by what makes them, and their status. */
const DOCUMENTS: readonly (readonly [path: string, status: number])[] = [
  ['/', 200],
  ['/item/1', 200],
  ['/slow', 200],
  ['/old', 200],
  ['/throws', 500],
  ['/no/such/page', 404],
  ['/raw', 200],
  ['/raw?as=chunks', 200],
  ['/file.html', 200],
]
const PAGES = ['/', '/item/1', '/slow', '/old', '/guarded', '/framed']

/**
 * The script is put into what goes over the wire. Version 15 writes documents, and streams them, in a way of its own; what
 * an app itself writes, and what its headers do, is the same whatever the version. What webpack bundles is beside it: that
 * it is in the documents then, and starts, is in e2e/documented-install.
 */
const WAYS: readonly (readonly [...Way, documents: ReadonlySet<string>, pages: readonly string[]])[] = [
  ['16.4', 'dev', new Set(DOCUMENTS.map(([path]) => path)), PAGES],
  [
    '15.5',
    'dev',
    new Set(['/', '/slow', '/old', '/throws', '/no/such/page', '/file.html']),
    ['/', '/slow', '/old', '/guarded'],
  ],
]

describe.each(WAYS)('next %s %s', (version, mode, documents, pages) => {
  const whole = documents.size === DOCUMENTS.length
  let browser: Browser
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser?.close())

  const stage = startStage([version, mode], {
    collector: () => createCollector({ port: 0, token: TOKEN, openReads: true, allowAppOrigins: true }),
    copy: () => copyApp('e2e/apps/documents', version),
    env: () => ({ KYMO_TOKEN: TOKEN, KYMO_BROWSER_KEY: browserKey(TOKEN) }),
  })

  /** As a browser asks for a page. */
  const load = (path: string, headers: Record<string, string> = {}) =>
    fetch(stage.app.url + path, {
      headers: { 'sec-fetch-dest': 'document', accept: 'text/html', ...headers },
    })

  test.each(DOCUMENTS.filter(([path]) => documents.has(path)))(
    '%s has it once, right where its head begins',
    async (path, status) => {
      const response = await load(path)
      const html = await response.text()
      expect(response.status).toBe(status)
      expect(html.match(TAG)).toHaveLength(1)
      expect(html.split(TAG)[0]).toMatch(/<head[^<]*>$/)
      expect(response.headers.get('etag') ?? response.headers.get('last-modified')).toBeNull()
    },
  )

  test.runIf(documents.has('/file.html'))(
    'apart from it, the document is what it was, compressed or not',
    async () => {
      const file = await readFile(join(stage.copy.folder, 'public/file.html'), 'utf8')
      for (const encoding of ['identity', 'gzip']) {
        const html = await (await load('/file.html', { 'accept-encoding': encoding })).text()
        expect(html.replace(TAG, '')).toBe(file)
      }
      const gzipped = await load('/', { 'accept-encoding': 'gzip' })
      expect(gzipped.headers.get('content-encoding')).toBe('gzip')
    },
  )

  test.runIf(whole).each([
    ['/raw?as=json', {}],
    ['/raw?as=fragment', {}],
    ['/raw?as=gzip', {}],
    ['/raw', { 'sec-fetch-dest': 'empty', accept: '*/*' }],
    ['/file.html', { range: 'bytes=0-30' }],
    ['/forbidden', {}],
  ])('%s %j is left as it is', async (path, headers) => {
    const response = await load(path, headers)
    expect(await response.text()).not.toContain('__kymo')
  })

  test('RSC payloads are left as they are', async () => {
    const response = await load('/item/2', { rsc: '1', 'sec-fetch-dest': 'empty', accept: '*/*' })
    expect(response.headers.get('content-type')).toContain('text/x-component')
    const payload = await response.text()
    expect(payload).toContain('Item')
    expect(payload).not.toContain('__kymo')
  })

  test.runIf(documents.has('/slow'))('the first part of a streamed page is not held back', async () => {
    const reader = (await load('/slow')).body?.pipeThrough(new TextDecoderStream()).getReader()
    let early = ''
    while (!early.includes('waiting')) early += (await reader?.read())?.value ?? ''
    expect(early.match(TAG)).toHaveLength(1)
    expect(early).not.toContain('the end')
    let rest = ''
    for (let piece = await reader?.read(); !piece?.done; piece = await reader?.read()) rest += piece?.value
    expect(rest).toContain('the end')
  })

  test.runIf(whole)('a page that another machine asks for does not have it', async () => {
    const html = await new Promise<string>((resolve, reject) => {
      request(
        stage.app.url,
        { headers: { host: '192.168.1.20:3000', 'sec-fetch-dest': 'document', accept: 'text/html' } },
        (response) => {
          let text = ''
          response.setEncoding('utf8').on('data', (chunk: string) => {
            text += chunk
          })
          response.on('end', () => resolve(text))
        },
      )
        .on('error', reject)
        .end()
    })
    expect(html).toContain('Static')
    expect(html).not.toContain('__kymo')
  })

  /** What the browser says while a page is loaded and used. */
  async function visit(path: string, use: (page: Page) => Promise<void>): Promise<string[]> {
    const context = await browser.newContext()
    const page = await context.newPage()
    const said: string[] = []
    page.on('console', (message: ConsoleMessage) => {
      const isIcon = message.location().url.endsWith('/favicon.ico')
      if (['error', 'warning'].includes(message.type()) && !isIcon) said.push(message.text())
    })
    page.on('pageerror', (error) => said.push(String(error)))
    try {
      await page.goto(stage.app.url + path)
      await use(page)
    } finally {
      await context.close()
    }
    return said
  }

  const alive = async (page: Page) => {
    await page.locator('button[data-alive=true]').first().waitFor()
  }
  const started = (page: Page) =>
    page.evaluate(
      () => (window as unknown as { [key: symbol]: unknown })[Symbol.for('kymo.page')] !== undefined,
    )

  test.each(pages)(
    '%s works with it: no warning of hydration, and nothing else in the console',
    async (path) => {
      const said = await visit(path, async (page) => {
        await alive(page)
        if (path === '/slow') await page.getByText('the end').waitFor()
        expect(await started(page)).toBe(true)
      })
      expect(said).toEqual([])
    },
  )

  test.runIf(pages.includes('/guarded'))('a guarded page gives it the nonce of its policy', async () => {
    const response = await load('/guarded')
    const nonce = /'nonce-([^']+)'/.exec(response.headers.get('content-security-policy') ?? '')?.[1]
    expect((await response.text()).match(TAG)?.[0]).toContain(`nonce="${nonce}"`)
  })

  test.runIf(pages.includes('/framed'))('pages in frames have it, too', async () => {
    await visit('/framed', async (page) => {
      await alive(page)
      for (const url of ['/item/1', '/file.html']) {
        await expect.poll(() => page.frames().some((frame) => frame.url().endsWith(url))).toBe(true)
        const frame = page.frames().find((each) => each.url().endsWith(url))
        expect(await frame?.evaluate(() => document.head.firstElementChild?.getAttribute('src'))).toBe(
          '/__kymo/client.js',
        )
      }
    })
  })

  test.runIf(whole)(
    'a policy that keeps the page from the collector costs a line of information',
    async () => {
      const told: string[] = []
      const said = await visit('/offline', async (page) => {
        await alive(page)
        page.on('console', (message) => told.push(message.text()))
        await page.reload()
        await alive(page)
        await page.getByRole('button', { name: '0' }).click()
        await page.getByRole('button', { name: '1' }).waitFor()
        // Longer than the page's script waits before it sends.
        await page.waitForTimeout(3000)
      })
      expect(said.filter((line) => !line.includes("'data:,'"))).toEqual([])
      expect(told.filter((line) => /kymo/i.test(line))).toEqual([
        expect.stringMatching(/^kymo PAGE_BLOCKED: .* connect-src/),
      ])
    },
  )

  test('a page that fails has it beside the overlay, and recovers by an edit', async () => {
    await visit('/', async (page) => {
      await alive(page)
      await stage.copy.edit('app/page.tsx', (text) => text.replace('<h1>Static</h1>', '<h1>Static</h1'))
      await page.locator('nextjs-portal').waitFor({ state: 'attached' })
      await expect.poll(async () => (await load('/')).status).toBe(500)
      expect((await (await load('/')).text()).match(TAG)).toHaveLength(1)
      await stage.copy.edit('app/page.tsx', (text) =>
        text.replace('<h1>Static</h1', '<h1>Mended</h1>').replace('>>', '>'),
      )
      await page.getByRole('heading', { name: 'Mended' }).waitFor()
    })
  })

  test.runIf(whole)('the script is answered by the agent, and is no request of the app', async () => {
    const first = await fetch(`${stage.app.url}/__kymo/client.js`)
    expect(first.headers.get('cache-control')).toBe('no-cache')
    expect(first.headers.get('content-type')).toContain('text/javascript')
    expect(await first.text()).toContain('kymo-panel')
    const again = await fetch(`${stage.app.url}/__kymo/client.js`, {
      headers: { 'if-none-match': first.headers.get('etag') ?? '' },
    })
    expect(again.status).toBe(304)
    await load('/item/last')
    const paths = async () => {
      const answer = await fetch(
        `${stage.collector.url}/api/performance/requests?window=all&include=all&limit=500`,
      )
      return ((await answer.json()) as { rows: { url: string }[] }).rows.map((row) => row.url)
    }
    await expect.poll(paths).toContain('/item/last')
    expect((await paths()).filter((path) => path.includes('__kymo'))).toEqual([])
  })
})

describe('a build under kymo dev', () => {
  let copy: AppCopy

  beforeAll(async () => {
    copy = await copyApp('e2e/apps/documents')
    await buildQuickly(copy)
  })

  afterAll(() => copy?.remove())

  test('has no byte of Kymo in what browsers load, nor do its pages', async () => {
    const bin = join(repository, 'packages/kymo/dist/bin.js')
    const build = start('node', [bin, 'dev', '--port', String(await freePort()), '--', 'next', 'build'], {
      cwd: copy.folder,
      env: { NEXT_TELEMETRY_DISABLED: '1' },
    })
    expect(await build.exited, build.output()).toBe(0)
    expect(mentioning(join(copy.folder, '.next/static'), /kymo/i)).toEqual([])
    expect(mentioning(join(copy.folder, '.next/server'), /kymo/i)).toEqual([])
    const app = await serveNextApp(copy.folder, 'start', {
      KYMO_URL: 'http://127.0.0.1:9',
      KYMO_BROWSER_KEY: 'a key all the same',
    })
    try {
      for (const path of ['/', '/item/1', '/old', '/raw', '/file.html', '/no']) {
        const html = await (
          await fetch(app.url + path, { headers: { 'sec-fetch-dest': 'document', accept: 'text/html' } })
        ).text()
        expect(html).not.toMatch(/kymo/i)
      }
      expect((await fetch(`${app.url}/__kymo/client.js`)).status).toBe(404)
    } finally {
      await app.process.stop()
    }
  })
})
