import { once } from 'node:events'
import { get } from 'node:https'
import { text } from 'node:stream/consumers'
import { afterEach, expect, test } from 'vitest'
import { serve, stopAll } from './support/app.ts'
import { startCollector } from './support/collector.ts'

afterEach(stopAll)

test('requests and calls over TLS are seen, and a call to itself continues the trace', async () => {
  const collector = await startCollector()
  const { port } = await serve('https', { collector })
  const [response] = await once(
    get(`https://localhost:${port}/outer`, { rejectUnauthorized: false }),
    'response',
  )
  expect(await text(response)).toBe('inner')
  await collector.until(() => collector.spans.length === 3)
  const [outer] = collector.requests('/outer')
  const [call] = collector.calls()
  const [inner] = collector.requests('/inner')
  expect(call).toMatchObject({
    parentId: outer?.spanId,
    attributes: { 'url.full': `https://localhost:${port}/inner` },
  })
  expect(inner).toMatchObject({ parentId: call?.spanId, traceId: outer?.traceId })
  await collector.stop()
})
