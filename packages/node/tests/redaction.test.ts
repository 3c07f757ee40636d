import { once } from 'node:events'
import { get } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch, serve, stopAll } from './support/app.ts'
import { type Collector, startCollector } from './support/collector.ts'

/** Stands in every place where apps have secrets; no byte of it may be sent. */
const CANARY = 'c4n4ryc4n4ryc4n4ry'
const JWT = `eyJhbGciOiJIUzI1NiJ9.eyJzdWIi${CANARY}.${CANARY}`

let collector: Collector

beforeAll(async () => {
  collector = await startCollector()
})
afterAll(async () => {
  await stopAll()
  await collector.stop()
})

test('no planted secret is in any byte that is sent', async () => {
  const { url, app } = await serve('secrets', { collector, env: { CANARY, KYMO_TOKEN: 'the-token' } })
  const paths = [
    `/?token=${CANARY}&api_key=${CANARY}&next=${encodeURIComponent(`http://u:${CANARY}@h/`)}`,
    `/?q=${JWT}&%70assword=${CANARY}&x=Bearer%20${CANARY}`,
    `/reset/${JWT}`,
    `/sk_live_${CANARY}/ghp_${CANARY}${CANARY}`,
    '/calls',
    '/error',
  ]
  for (const path of paths) {
    const request = get(`${url}${path}`, {
      headers: {
        cookie: `sid=${CANARY}`,
        authorization: `Basic ${CANARY}`,
        'x-api-key': CANARY,
        'x-csrf-token': CANARY,
        'x-forwarded-authorization': CANARY,
        'x-plain': `Bearer ${CANARY}`,
        referer: `http://u:${CANARY}@h/p?session=${CANARY}#${CANARY}`,
        'user-agent': `bot ${JWT}`,
      },
    })
    const [response] = await once(request, 'response')
    response.resume()
    await once(response, 'end')
  }
  await collector.until(
    () => collector.requests().length === paths.length + 2 && collector.exceptions.length === 1,
  )
  await launch('ends', { collector, args: ['throws'] }).ended
  expect(collector.calls().length).toBeGreaterThanOrEqual(3)
  const sent = Buffer.concat(collector.posts.map((post) => post.bytes)).toString('latin1')
  expect(sent).not.toContain(CANARY)
  expect(sent).not.toContain('canary00canary')
  expect(sent).not.toContain('the-token')
  expect(app.stderr).toBe('')
})
