import { beforeEach, expect, it, vi } from 'vitest'
import { freePort } from '../../../tests/support/free-port.ts'
import { AlertMonitor } from '../src/alerts/alert-monitor.ts'
import { createCollector } from '../src/collector.ts'
import { AppOrigins } from '../src/security/app-origins.ts'
import { DuckDBStore } from '../src/store/duckdb/duckdb-store.ts'
import { TOKEN } from '../src/testing/collector.ts'
import { FleetStand } from '../src/testing/fleet-stand.ts'
import { temporaryFolder } from '../src/testing/temporary-folder.ts'

const stand = new FleetStand()

beforeEach(() => {
  vi.restoreAllMocks()
})

const fault = new Error('The disk is on fire.')
const links = async () => String(await stand.fleet.client.client('LIST')).split('kymo-collector').length - 1

it.each<[string, () => unknown]>([
  ['the origins of apps', () => vi.spyOn(AppOrigins.prototype, 'recall').mockRejectedValueOnce(fault)],
  ['alerts', () => vi.spyOn(DuckDBStore.prototype, 'keptAlerts').mockRejectedValueOnce(fault)],
  ['the pulse', () => vi.spyOn(DuckDBStore.prototype, 'pulseProcesses').mockRejectedValueOnce(fault)],
  [
    'what is attended',
    () =>
      vi.spyOn(AlertMonitor.prototype, 'attend').mockImplementationOnce(() => {
        throw fault
      }),
  ],
])('a start that fails by %s leaves nothing open', async (_, fail) => {
  const folder = await temporaryFolder()
  const options = { token: TOKEN, store: { kind: 'duckdb', folder: folder.path }, redis: stand.url } as const
  fail()
  const closed = vi.spyOn(DuckDBStore.prototype, 'close')
  const port = await freePort()
  await expect(createCollector({ ...options, port, allowAppOrigins: true })).rejects.toBe(fault)
  expect(closed).toHaveBeenCalledTimes(1)
  await expect.poll(links).toBe(0)
  // Its store and its port are free.
  const collector = await createCollector({ ...options, port })
  await collector.close()
  await folder.remove()
})
