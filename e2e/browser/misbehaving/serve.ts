import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { BATCH_CONTENT_TYPE, encodeBatch, SERVER_LISTENING_EVENT } from '@kymo/protocol'
import { browserKey, type Collector, createCollector } from '@kymo/server'
import { build, type Rolldown } from 'vite'
import { type Listening, listen } from '../stage.ts'

const TOKEN = 'token-of-a-misbehaving-page'
const APP = 'misbehaving'
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** How long the slow endpoint takes, milliseconds. */
const SLOW = 1300

/** The page's script and its map, as a dev server has them. */
async function buildPage(): Promise<{ readonly code: string; readonly map: string }> {
  const output = await build({
    configFile: false,
    root: here('.'),
    logLevel: 'error',
    mode: 'development',
    define: { 'process.env.NODE_ENV': '"development"' },
    oxc: { jsx: { runtime: 'automatic', development: false } },
    build: {
      write: false,
      minify: false,
      sourcemap: true,
      target: 'es2022',
      rolldownOptions: { input: here('main.tsx'), output: { entryFileNames: 'page.js' } },
    },
  })
  const chunks = (output as Rolldown.RolldownOutput).output
  const [chunk] = chunks
  const map = chunks.find(({ fileName }) => fileName === 'page.js.map')
  if (map?.type !== 'asset') throw new Error('Vite made no source map.')
  return { code: chunk.code, map: String(map.source) }
}

export interface MisbehavingPage {
  readonly url: string
  /** The real one, as `kymo dev` starts it, with its dashboard. */
  readonly collector: Collector
  close(): Promise<void>
}

/** Serves the page, as an app under `kymo dev` does: with its script in the head, and an agent that told of the server. */
export async function serveMisbehavingPage(): Promise<MisbehavingPage> {
  const { code, map } = await buildPage()
  const script = readFileSync(here('../../../packages/browser/dist/client.js'))
  const collector = await createCollector({ port: 0, token: TOKEN, openReads: true, allowAppOrigins: true })
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Misbehaving</title>
<script src="/__kymo/client.js" data-kymo-url="${collector.url}" data-kymo-key="${browserKey(TOKEN)}" data-kymo-app="${APP}"></script>
<script type="module" src="/page.js"></script></head><body><div id="root"></div></body></html>`

  const app: Listening = await listen(async (request, response) => {
    const answer = (type: string, body: string | Buffer) => response.setHeader('content-type', type).end(body)
    switch (request.url) {
      case '/':
        return void answer('text/html; charset=utf-8', html)
      case '/__kymo/client.js':
        return void answer('text/javascript', script)
      case '/page.js':
        return void answer('text/javascript', code)
      case '/page.js.map':
        return void answer('application/json', map)
      case '/api/pay':
        return void response.writeHead(503).end('{}')
      case '/api/reviews':
        await sleep(SLOW)
        return void answer('application/json', '[]')
      default:
        return void response.writeHead(204).end()
    }
  })
  await tellOfServer(collector, Number(new URL(app.url).port))
  return {
    url: app.url,
    collector,
    close: async () => {
      await app.close()
      await collector.close()
    },
  }
}

/** Tells of the app's server as an agent does: its pages may report, and their stacks are led back to the source. */
async function tellOfServer(collector: Collector, port: number): Promise<void> {
  const resource = {
    'service.name': APP,
    'service.instance.id': `server-${port}`,
    'process.pid': process.pid,
  }
  const facts = [
    {
      fact: 'event',
      name: SERVER_LISTENING_EVENT,
      time: Date.now(),
      attributes: {
        'server.port': port,
        'url.scheme': 'http',
        'process.working_directory': here('.').replace(/\/$/, ''),
      },
    },
  ] as const
  const { status } = await fetch(`${collector.url}/api/ingest`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': BATCH_CONTENT_TYPE },
    body: new Blob([encodeBatch({ resource, sequence: 1, dropped: 0 }, facts) as BlobPart]),
  })
  if (status !== 200) throw new Error(`The collector answered ${status}.`)
}
