import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { RedisServer } from '../../tests/support/redis.ts'
import { Fleet } from './fleet.ts'
import { type App, type Stage, useStage } from './stage.ts'

/** The collector looks often, so that nobody waits for it. */
const PULSE_INTERVAL = 200

export interface PulseScene {
  readonly app: App
  readonly fleet: Fleet
  /** Another collector takes the place of the one that was closed. */
  readonly restart: () => Promise<App>
  /** @param query such as `?app=shop` */
  readonly open: (query?: string, options?: BrowserContextOptions) => ReturnType<Stage['open']>
}

/** A Redis for the tests of a file; each test has a fleet and a collector of its own. */
export function usePulseStage(): () => Promise<PulseScene> {
  const stage = useStage()
  let redis: RedisServer
  let fleets: Fleet[] = []
  beforeAll(async () => {
    redis = await RedisServer.start()
  })
  afterAll(() => redis?.remove())
  afterEach(async () => {
    await Promise.all(fleets.map((fleet) => fleet.end()))
    fleets = []
  })
  return async () => {
    const fleet = new Fleet(redis)
    fleets.push(fleet)
    await fleet.write([['FLUSHALL']])
    const options = { redis: redis.url, pulseInterval: PULSE_INTERVAL }
    const app = await stage.start(0, options)
    return {
      app,
      fleet,
      restart: () => stage.start(app.collector.port, options),
      open: (query = '', options = {}) => stage.open(`${app.collector.url}/pulse${query}`, options),
    }
  }
}

/** A server's card or tile. */
export const server = (page: Page, id: string) => page.locator(`[data-server="${id}"]`)

/** The names of the servers, in their order. */
export const serverNames = (page: Page) => page.locator('[data-server] .server-name').allTextContents()

export const part = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
