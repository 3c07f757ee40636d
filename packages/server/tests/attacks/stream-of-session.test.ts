import { afterEach, expect, it } from 'vitest'
import { SESSION_LIFETIME } from '../../src/security/login-session.ts'
import { TestCollector, TOKEN } from '../../src/testing/collector.ts'
import { EventStream } from '../../src/testing/event-stream.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

it('a stream does not outlive the session by which it was opened', async () => {
  const collector = await TestCollector.start({ openReads: false })
  cleanUps.push(() => collector.stop())
  const login = await fetch(`${collector.url}/api/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: TOKEN }),
  })
  const [cookie = ''] = login.headers.get('set-cookie')?.split(';') ?? []
  const open = async (headers: Readonly<Record<string, string>>) => {
    const stream = await EventStream.open(`${collector.url}/api/stream`, headers)
    cleanUps.push(() => stream.close())
    return stream
  }
  const early = await open({ cookie })
  collector.time += SESSION_LIFETIME - 500
  const late = await open({ cookie })
  const ofToken = await open({ authorization: `Bearer ${TOKEN}` })
  await expect.poll(() => late.ended, { timeout: 10_000 }).toBe(true)
  expect([early.ended, ofToken.ended]).toEqual([false, false])
  collector.time += 500
  expect((await fetch(`${collector.url}/api/stream`, { headers: { cookie } })).status).toBe(401)
})
