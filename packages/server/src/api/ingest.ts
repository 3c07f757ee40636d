import { Hono } from 'hono'
import { QueueFullError } from '../ingest/ingest-queue.ts'
import { readBatch } from '../ingest/read-batch.ts'
import type { ApiContext, ApiEnv } from './context.ts'
import { ingestFailure } from './ingest-failure.ts'
import { Parameters } from './parameters.ts'

/** `POST /api/ingest` */
export function ingestRoutes({ queue, rejected }: ApiContext): Hono<ApiEnv> {
  return new Hono<ApiEnv>().post('/', async (c) => {
    try {
      new Parameters(new URL(c.req.url).searchParams, [])
      if (queue.isFull(0)) throw new QueueFullError()
      const { batch, bytes } = await readBatch(c.env.incoming)
      return c.json(await queue.submit(batch, bytes))
    } catch (error) {
      rejected()
      throw ingestFailure(error)
    }
  })
}
