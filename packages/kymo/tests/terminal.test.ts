import { mkdtemp, rm } from 'node:fs/promises'
import { request as ask, createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Fact } from '@kymo/protocol'
import { type Collector, createCollector } from '@kymo/server'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { post, request } from './facts.ts'
import { type KymoProcess, kymo } from './kymo-process.ts'

const token = 'terminal-test'
let collector: Collector
let cwd: string
let running: KymoProcess[]
let sequence: number

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'kymo-terminal-'))
  collector = await createCollector({ port: 0, token, openReads: true })
  running = []
  sequence = 0
})

afterEach(async () => {
  for (const { child, exited } of running) {
    child.kill('SIGTERM')
    await exited
  }
  await collector.close()
  await rm(cwd, { recursive: true })
})

function run(...args: string[]): KymoProcess {
  const process = kymo([...args, '--url', collector.url], { cwd })
  running.push(process)
  return process
}

async function send(...facts: Fact[]): Promise<void> {
  expect((await post(collector.url, token, { instance: 'one', sequence: ++sequence }, facts)).status).toBe(
    200,
  )
}

describe('kymo top, where nobody watches', () => {
  test('prints totals and routes once, slowest first, and ends', async () => {
    await send(
      ...Array.from({ length: 10 }, (_, i) => request('/fast', 10 + i, 200)),
      ...Array.from({ length: 4 }, () => request('/slow/[id]', 1500, 200)),
      request('/broken', 50, 500),
    )
    const top = run('top')
    expect(await top.exited).toBe(0)
    expect(top.stdout()).toMatchInlineSnapshot(`
      "15 requests · 6.7% errors · 26.7% slow (≥ 1.00 s) · p50 17.0 ms · p95 1.50 s · p99 1.50 s

      ROUTE           COUNT  ERRORS      P50      P95      P99  SLOW
      GET /slow/[id]      4       0   1.50 s   1.50 s   1.50 s     4
      GET /broken         1  100.0%  50.0 ms  50.0 ms  50.0 ms     0
      GET /fast          10       0  14.5 ms  18.5 ms  18.9 ms     0
      "
    `)
  })

  test('--json prints the same figures', async () => {
    await send(request('/a', 10, 200), request('/a', 20, 200))
    const top = run('top', '--json')
    expect(await top.exited).toBe(0)
    expect(JSON.parse(top.stdout())).toMatchObject({
      metrics: { totalRequests: 2, percentiles: { p50: 15 } },
      routes: [{ route: '/a', count: 2 }],
    })
  })

  test('--route shows one route', async () => {
    await send(request('/a', 10, 200), request('/b', 20, 200))
    const top = run('top', '--route', '/b')
    await top.exited
    expect(top.stdout()).toContain('1 request ')
    expect(top.stdout()).not.toContain('/a')
  })

  test('names the routes that one with no request may have meant', async () => {
    await send(request('/product/[id]', 10, 200), request('/products', 20, 200), request('/b', 20, 200))
    const pattern = run('top', '--route', '/product/17')
    await pattern.exited
    expect(pattern.stdout()).toMatch(
      /No request of this route in this window\.\n {2}--route \/product\/\[id\]\n$/,
    )
    const part = run('top', '--route', 'PROD', '--json')
    await part.exited
    expect(JSON.parse(part.stdout())).toMatchObject({
      metrics: { totalRequests: 0 },
      routes: [],
      similar: ['/products', '/product/[id]'],
    })
  })

  test('--json has the answer of the API, and routes of the very same window', async () => {
    await send(request('/a', 10, 200), request('/a', 2000, 500), request('/b', 20, 200))
    for (const query of [[], ['--window', 'all'], ['--window', '1h', '--app', 'shop'], ['--route', '/a']]) {
      const top = run('top', '--json', ...query)
      await top.exited
      const { metrics, routes } = JSON.parse(top.stdout())
      const parameters = new URLSearchParams({ from: metrics.window.from, to: metrics.window.to })
      if (query.includes('--app')) parameters.set('app', 'shop')
      if (query.includes('--route')) parameters.set('route', '/a')
      const answer = await (await fetch(`${collector.url}/api/performance/metrics?${parameters}`)).json()
      expect(metrics).toEqual(answer)
      expect(routes).toEqual(answer.topSlowRoutes)
      expect(metrics.totalRequests).toBe(query.includes('--route') ? 2 : 3)
    }
    const other = run('top', '--json', '--app', 'another')
    await other.exited
    expect(JSON.parse(other.stdout())).toMatchObject({ metrics: { totalRequests: 0 }, routes: [] })
  })

  test('says what to do when there is nothing yet', async () => {
    const top = run('top')
    await top.exited
    expect(top.stdout()).toContain('No request in this window yet.')
  })

  test('hands on what the collector says is wrong', async () => {
    const top = run('top', '--window', 'yesterday')
    expect(await top.exited).toBe(1)
    expect(top.stderr()).toMatch(/^[A-Z_]+ /)
  })
})

describe('kymo tail', () => {
  test('prints facts as they come', async () => {
    const tail = run('tail')
    await connected()
    await send(request('/product/[id]', 41.5, 200, { 'url.path': '/product/17', 'url.query': 'ref=mail' }))
    await tail.printed(/request {3}200 {5} ?41\.5 ms {2}GET \/product\/17\?ref=mail {2}shop/)
    await send({
      fact: 'event',
      name: 'exception',
      time: Date.now(),
      attributes: { 'exception.type': 'TypeError', 'exception.message': 'x\u001b[31m is not\na function' },
    })
    const [line] = await tail.printed(/.*TypeError.*/)
    expect(line).toMatch(/exception TypeError: x is not.a function {2}shop$/)
  })

  test('--json prints one object a line, with its resource', async () => {
    const tail = run('tail', '--json', '--kind', 'request')
    await connected()
    await send(request('/a', 1, 200), { ...request('/b', 1, 200), kind: 'fetch' }, request('/c', 1, 200))
    await tail.printed(/\/c.*\n/)
    const lines = tail
      .stdout()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines).toMatchObject([
      { fact: 'span', name: 'GET /a', resource: { 'service.name': 'shop' } },
      { fact: 'span', name: 'GET /c' },
    ])
  })

  test('SIGINT ends it with 0', async () => {
    const tail = run('tail')
    await connected()
    tail.child.kill('SIGINT')
    expect(await tail.exited).toBe(0)
  })

  test('comes back to a collector behind a proxy that says for a while that there is none', async () => {
    let down = false
    const sockets = new Set<Socket>()
    const proxy = createServer((incoming, outgoing) => {
      if (down) return void outgoing.writeHead(502).end('Bad Gateway')
      const { port } = new URL(collector.url)
      const options = {
        port,
        path: incoming.url,
        headers: { ...incoming.headers, host: `localhost:${port}` },
      }
      incoming.pipe(
        ask(options, (answer) => {
          outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
          answer.pipe(outgoing)
        }),
      )
    }).on('connection', (socket) => sockets.add(socket))
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    const { port } = proxy.address() as AddressInfo
    const tail = kymo(['tail', '--url', `http://127.0.0.1:${port}`], { cwd })
    running.push(tail)
    try {
      await connected()
      await send(request('/before', 1, 200))
      await tail.printed(/\/before/)
      down = true
      for (const socket of sockets) socket.destroy()
      await tail.printed(/connection lost \(502\), trying again…/)
      await send(request('/meanwhile', 1, 200))
      down = false
      // What it missed comes after all, once.
      await tail.printed(/\/meanwhile/)
      await send(request('/after', 1, 200))
      await tail.printed(/\/after/)
      expect(tail.stdout().match(/\/before|\/meanwhile/g)).toEqual(['/before', '/meanwhile'])
    } finally {
      for (const socket of sockets) socket.destroy()
      proxy.close()
    }
  })

  /** Resolves when the collector streams to somebody. */
  async function connected(): Promise<void> {
    for (;;) {
      const status = (await (await fetch(`${collector.url}/api/status`)).json()) as { streamClients: number }
      if (status.streamClients > 0) return
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
})
