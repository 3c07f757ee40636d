import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FetchEvent, Page, RuntimeSnapshot } from '@kymo/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { processesWith, repository, start } from './support/processes.ts'
import { type KymoDev, startKymoDev, stopKymoDev, until } from './support/shop.ts'

/*
 * What a user does: installs the published packages into a Next.js app that knows nothing of this repository, and runs
 * `kymo dev`. The packages are those that `npm pack` makes.
 */

let folder: string
let kymo: KymoDev

const files: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({
    name: 'fresh',
    private: true,
    scripts: { dev: 'next dev' },
    dependencies: { next: '16.4.6', react: '^19.3.1', 'react-dom': '^19.3.1' },
  }),
  'app/layout.jsx': `export default function Layout({ children }) { return <html lang="en"><body>{children}</body></html> }`,
  'app/page.jsx': `export default function Page() { return <h1>Fresh</h1> }`,
  'app/item/[id]/page.jsx': `
    export default async function Page({ params }) {
      const { id } = await params
      const answer = await fetch('http://127.0.0.1:' + process.env.PORT + '/api/echo?token=c4n4ry-secret', { cache: 'no-store' })
      return <p>{id} {await answer.text()}</p>
    }`,
  'app/api/echo/route.js': `export function GET() { return Response.json({ echo: true }) }`,
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kymo-install-'))
  const tarballs = join(folder, 'tarballs')
  await mkdir(tarballs)
  const published = ['protocol', 'node', 'browser', 'next', 'server', 'kymo']
  execFileSync(
    'npm',
    ['pack', '--silent', '--pack-destination', tarballs, ...published.map((name) => `./packages/${name}`)],
    {
      cwd: repository,
    },
  )
  const app = join(folder, 'app')
  for (const [file, content] of Object.entries(files)) {
    await mkdir(join(app, file, '..'), { recursive: true })
    await writeFile(join(app, file), content)
  }
  const packages = (await readdir(tarballs)).map((name) => join(tarballs, name))
  const install = start('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', ...packages], {
    cwd: app,
  })
  expect(await install.exited, install.output()).toBe(0)
  kymo = await startKymoDev(app, { kymo: ['npx', 'kymo'], command: ['npm', 'run', 'dev'] })
})

afterAll(async () => {
  if (kymo !== undefined) await stopKymoDev(kymo)
  await rm(folder, { recursive: true, force: true })
})

test('a request to the app is in the dashboard, with its route and the fetch it made', async () => {
  const response = await fetch(`${kymo.app}/item/17`, {
    headers: { 'sec-fetch-dest': 'document', accept: 'text/html' },
  })
  expect(await response.text()).toContain('echo')
  const session = await until(async () =>
    (await kymo.get<RuntimeSnapshot>('/api/runtime')).sessions.find((each) => each.url === '/item/17'),
  )
  expect(session).toMatchObject({ route: '/item/[id]', statusCode: 200, method: 'GET', app: 'fresh' })
  const { rows } = await kymo.get<Page<FetchEvent>>(`/api/fetches?session=${session.id}`)
  expect(rows.map((row) => [row.method, new URL(row.url).pathname, row.statusCode])).toEqual([
    ['GET', '/api/echo', 200],
  ])
})

test("the page's script is in its pages, and answers", async () => {
  const headers = { 'sec-fetch-dest': 'document', accept: 'text/html' }
  expect(await (await fetch(`${kymo.app}/`, { headers })).text()).toContain('<script src="/__kymo/client.js"')
  expect((await fetch(`${kymo.app}/__kymo/client.js`)).status).toBe(200)
})

test('kymo doctor finds nothing to mend', async () => {
  const doctor = start('node_modules/.bin/kymo', ['doctor', '--json', '--page', `${kymo.app}/`], {
    cwd: join(folder, 'app'),
  })
  expect(await doctor.exited, doctor.output()).toBe(0)
  const { findings } = JSON.parse(doctor.output()) as { findings: { check: string; verdict: string }[] }
  expect(findings.filter(({ verdict }) => verdict !== 'ok')).toEqual([])
  expect(findings.map(({ check }) => check)).toEqual(
    expect.arrayContaining(['collector', 'token', 'preload', 'page']),
  )
})

test("a secret in a fetched URL is in no answer of the collector's", async () => {
  for (const path of ['/api/runtime', '/api/fetches', '/api/sessions']) {
    expect(await (await fetch(kymo.url + path)).text()).not.toContain('c4n4ry-secret')
  }
})

test('the dashboard is served', async () => {
  const page = await (await fetch(kymo.url)).text()
  expect(page).toContain('<div id="root">')
})

test('the app has no new file but the .kymo folder and what npm and Next made', async () => {
  const made = ['.kymo', '.next', 'app', 'next-env.d.ts', 'node_modules', 'package-lock.json', 'package.json']
  expect((await readdir(join(folder, 'app'))).filter((name) => !made.includes(name))).toEqual([])
})

test('SIGTERM ends the app and the collector, and nothing is left', async () => {
  expect(processesWith(kymo.mark).length).toBeGreaterThan(1)
  await stopKymoDev(kymo)
  await expect(fetch(kymo.url)).rejects.toThrow()
  await expect(fetch(kymo.app)).rejects.toThrow()
})
