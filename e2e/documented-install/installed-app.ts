import type { Page } from 'playwright-core'
import { installKymo, serve } from '../support/installed.ts'
import { type AppCopy, copyApp, type NextMode, type NextVersion } from '../support/next-app.ts'
import { until } from '../support/shop.ts'

/** A copy of the app that is as docs/install.md says, with the built packages in it. */
export async function installed(version: NextVersion): Promise<AppCopy> {
  const copy = await copyApp('e2e/apps/documented', version)
  await installKymo(copy.folder)
  return copy
}

/** Takes out what browsers would load. */
export const takeOutOfPages = ({ edit }: AppCopy): Promise<void> =>
  edit('instrumentation-client.ts', () => 'export {}\n')

/** Takes Kymo out of the app's own code. */
export async function takeOut(copy: AppCopy): Promise<void> {
  await takeOutOfPages(copy)
  await copy.edit(
    'instrumentation.ts',
    () => 'export function register() {}\nexport function onRequestError() {}\n',
  )
  await copy.edit('next.config.ts', (text) =>
    text
      .replace(/import { withKymo }.*\n/, '')
      .replace(/export default [\s\S]*/, 'export default nextConfig\n'),
  )
}

/** What has an address to tell, and is not told to be off. */
export const TELLING = { KYMO_URL: 'http://127.0.0.1:9', KYMO_TOKEN: 'x', KYMO_BROWSER_KEY: 'x' }

/** What its route says of the agent's traces in the process. */
export const probe = async (url: string): Promise<unknown> => (await fetch(`${url}/probe`)).json()

/** Serves the app for as long as it takes to probe it. */
export async function probeServed(
  folder: string,
  mode: NextMode,
  version: NextVersion,
  env: Readonly<Record<string, string>>,
): Promise<unknown> {
  const app = await serve(folder, mode, version, env)
  try {
    await app.process.printed(/Ready in/)
    await until(async () => (await fetch(`${app.url}/item/1`)).status > 0)
    return await probe(app.url)
  } finally {
    await app.process.stop()
  }
}

/** Who has told of the page, by what the collector has taken of it. */
export function tellersOf(page: Page): () => string[] {
  const tellers = new Map<string, string>()
  page.on('response', (response) => {
    const request = response.request()
    if (request.method() !== 'POST' || !request.url().includes('/api/ingest/browser?') || !response.ok())
      return
    const { resource } = JSON.parse(request.postData() ?? '')
    tellers.set(resource['service.instance.id'], `${resource['kymo.runtime']} ${resource['service.name']}`)
  })
  return () => [...tellers.values()]
}
