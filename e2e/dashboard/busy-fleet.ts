import type { Span } from '@kymo/protocol'
import { request } from './facts.ts'
import { type Fleet, source, type Told } from './fleet.ts'
import type { App } from './stage.ts'

const GB = 1e9
const MINUTE = 60_000
const ROUTES = ['/products/:id', '/search', '/checkout', '/cart', '/'] as const

export interface BusyFleet {
  /** An hour of requests up to now. */
  readonly traffic: () => Promise<void>
  /** From now on all of them have too much to do. */
  readonly load: () => Promise<void>
}

/** Six servers with two apps. */
export async function busyFleet(app: App, fleet: Fleet): Promise<BusyFleet> {
  let loaded = false
  // The same figures in every run.
  const wave = (phase: number, length: number) => Math.sin(Date.now() / length + phase)
  const told =
    (index: number, more: Told = {}) =>
    (): Told => {
      const cpu = (loaded ? 84 : 30) + 7 * wave(index, 23_000) + 5 * wave(index * 2, 7_000)
      const memory = (loaded ? 0.84 : 0.55) + 0.03 * wave(index, 60_000)
      const total = (index === 5 ? 16 : 8) * GB
      return {
        system: {
          cpu_usage: cpu,
          memory_total: total,
          memory_free: total * (1 - memory),
          load_avg: loaded ? [5.2, 4.1, 2.2] : [1.24 + 0.2 * wave(index, 30_000), 1.1, 0.98],
          container: index < 5,
          disks: [
            { path: '/', total: 50 * GB, free: 21.4 * GB },
            { path: '/var/lib/data', total: 200 * GB, free: (index === 3 ? 17 : 96 - index * 3) * GB },
          ],
          ...more.system,
        },
        process: {
          cpu_usage: cpu * 1.6,
          memory_rss: 170e6 + index * 9e6 + 6e6 * wave(index, 11_000),
          event_loop_delay: { p50: 10.4, p99: loaded ? 182 + index : 13 + index / 3, max: loaded ? 440 : 38 },
          uptime: 302_400 + index * 5_000,
          ...more.process,
        },
        ...(more.meta === undefined ? {} : { meta: more.meta }),
      }
    }
  const worker = { meta: { role: 'worker', app_name: 'mailer', version: '0.9.1' } } as const
  const start = async () => {
    for (let i = 1; i <= 4; i++) await fleet.run(`web-${i}`, told(i))
    await fleet.run('web-1', told(1, worker), 'web-1-worker')
    await fleet.run('web-2', told(2, worker), 'web-2-worker')
    await fleet.run(
      'api-1',
      told(5, { meta: { runtime: 'python', version: '3.0.0' }, system: { container: true } }),
    )
    await fleet.run('batch-1', told(6, worker))
  }
  await start()

  const send = app.sender({
    'service.name': 'shop',
    'service.instance.id': 'shop-by-http',
    'deployment.environment.name': 'production',
    'host.name': 'web-1',
  })
  const random = noise()
  return {
    async traffic() {
      const now = Date.now()
      const spans: Span[] = []
      for (let minute = 0; minute < 60; minute++) {
        const count = 30 + Math.round(9 * Math.sin(minute / 9) + 6 * random())
        for (let i = 0; i < count; i++) {
          // Most are fast, a few take long: as durations are.
          const duration = 18 - 42 * Math.log(1 - random())
          spans.push(
            anyRequest(now - minute * MINUTE - i * 1200, i + minute, duration, minute % 17 === 3 && i === 0),
          )
        }
      }
      await send(spans)
      await fleet.slow(
        Array.from({ length: 12 }, (_, i) => ({
          timestamp: now - 20_000 - i * 193_000,
          route: ROUTES[(i * 3) % 4] ?? '/',
          method: i % 4 === 1 ? 'POST' : 'GET',
          duration: 1080 + ((i * 733) % 2900),
          status: i === 4 ? 503 : 200,
          source: source(`web-${(i % 4) + 1}`),
        })),
      )
      const mistakes = [
        ['TypeError', "Cannot read properties of undefined (reading 'price')", 41],
        ['PaymentError', 'The bank declined the card', 12],
        ['TimeoutError', 'stock.internal did not answer within 5 s', 7],
      ] as const
      await fleet.errors(
        mistakes.map(([type, message, count], i) => ({
          fingerprint: `e${i}`,
          type,
          message,
          count,
          last_seen: now - 15_000 - i * 260_000,
        })),
      )
    },

    async load() {
      loaded = true
      await start()
      const at = Date.now()
      await send(
        Array.from({ length: 420 }, (_, i) =>
          anyRequest(at - i * 280, i, 180 - 420 * Math.log(1 - random()), i % 23 === 0),
        ),
      )
      await fleet.slow(
        Array.from({ length: 8 }, (_, i) => ({
          timestamp: at - i * 4_000,
          route: ROUTES[i % 3] ?? '/',
          duration: 1400 + ((i * 977) % 3600),
          source: source(`web-${(i % 4) + 1}`),
        })),
      )
      await fleet.errors([
        {
          fingerprint: 'e2',
          type: 'TimeoutError',
          message: 'stock.internal did not answer within 5 s',
          count: 186,
          last_seen: at - 1000,
        },
      ])
    },
  }
}

/** From 0 to 1, the same in every run. */
function noise(): () => number {
  let state = 7
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

function anyRequest(start: number, index: number, duration: number, failed: boolean): Span {
  const route = ROUTES[index % ROUTES.length] ?? '/'
  return request(route, {
    start,
    duration,
    status: failed ? 'error' : 'ok',
    attributes: { 'http.response.status_code': failed ? 500 : 200 },
  })
}
