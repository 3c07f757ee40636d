import { type SlowEntry, slowKey } from '@kymo/protocol'
import { expect, it } from 'vitest'
import { FleetStand } from '../testing/fleet-stand.ts'
import { SlowLog } from './slow-log.ts'

const stand = new FleetStand()

function entry(app: string): SlowEntry {
  const source = {
    app_name: app,
    environment: '',
    runtime: 'node',
    version: '',
    hostname: 'web-1',
    instance_id: app,
  }
  return { timestamp: 1, kind: 'request', route: '/', duration: 1500, threshold: 1000, source }
}

it('a stream that nobody trims leaves room for those of other apps', async () => {
  const { fleet } = stand
  await fleet.slow(entry('shop'))
  const json = JSON.stringify(entry('loud'))
  const add = () => fleet.client.xadd(slowKey('loud'), '*', 'entry', json)
  for (let i = 0; i < 21; i++) await Promise.all(Array.from({ length: 1000 }, add))
  const log = new SlowLog(await stand.link(), () => {})
  const streams = [slowKey('shop'), slowKey('loud')]
  await log.read(streams)
  const of = (app: string) => log.entries.filter(({ entry }) => entry.source.app_name === app)
  expect(of('shop')).toHaveLength(1)
  expect(of('loud')).toHaveLength(1000)
  const [newest] = (await fleet.client.xrevrange(slowKey('loud'), '+', '-', 'COUNT', 1)) as [
    [string, string[]],
  ]
  expect(of('loud').at(-1)?.id).toBe(`${slowKey('loud')}/${newest[0]}`)
  await add()
  await log.read(streams)
  expect([of('shop').length, of('loud').length]).toEqual([1, 1001])
})
