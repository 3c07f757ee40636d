import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type NextApp, serveNextApp } from '../support/next-app.ts'
import { until } from '../support/shop.ts'
import { render } from './rendered.ts'
import type { Stage } from './stage.ts'

/** An app with a provider of OpenTelemetry of its own. It is served anew, in the folder of the stage, whose server has ended. */
export function ownProvider(stage: Stage): void {
  // What the Pages Router traces, 15.5 does by the same tracer as the rest.
  const [paths, last] =
    stage.version === '16.4'
      ? [['/product/1', '/old/1'], 'next.js: GET /old/[id]']
      : [['/product/1'], 'next.js: GET /product/[id]']

  /** What the app itself exports of its first requests: each span with all that it is within. */
  async function exported(others: Readonly<Record<string, string>>, use?: (app: NextApp) => Promise<void>) {
    const folder = await mkdtemp(join(tmpdir(), 'kymo-'))
    const file = join(folder, 'spans')
    const env = { ...stage.ownEnv, ...others, OTEL_OUT: file }
    const app = await serveNextApp(stage.copy.folder, stage.mode, env, stage.version)
    try {
      for (const path of paths) await (await fetch(app.url + path)).text()
      const first = await until(async () => {
        const lines = await pathsOf(file)
        return lines.includes(last) && lines
      })
      await use?.(app)
      return first
    } finally {
      await app.process.stop()
      await rm(folder, { recursive: true })
    }
  }

  test('exports what it did without Kymo, and Kymo shows the spans that the app makes', async () => {
    const without = await exported({})
    const withKymo = await exported(stage.kymoEnv, async (app) => {
      const page = await render({ collector: stage.collector, app }, '/product/1')
      const price = page.one('price')
      expect(price).toMatchObject({
        kind: 'internal',
        attributes: { product: '1', 'otel.scope.name': 'shop' },
      })
      expect(page.parent(price)).toBe('page /product/[id]')
      expect(page.parent(page.fetch('/rates?page'))).toBe('price')
      expect(page.one('round')).toMatchObject({ kind: 'internal', attributes: { digits: 2 } })
      expect(page.parent(page.one('round'))).toBe('price')
      expect(page.names('internal')).toHaveLength(2)
      expect(page.names('fetch')).toHaveLength(4)
    })
    expect(without.length).toBeGreaterThan(15)
    expect(withKymo).toEqual(without)
  })
}

async function pathsOf(file: string): Promise<string[]> {
  const spans = (await readFile(file, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const ids = new Map(spans.map((span) => [span.spanId, span]))
  const path = (span: (typeof spans)[number]): string =>
    `${ids.has(span.parent) ? `${path(ids.get(span.parent))} > ` : `${span.scope}: `}${span.name}`
  return spans.map(path).toSorted()
}
