import { Hono } from 'hono'
import { QueueFullError } from '../ingest/ingest-queue.ts'
import { readBatch } from '../ingest/read-batch.ts'
import { StoreError } from '../store/store-error.ts'
import { ApiError } from './api-error.ts'
import type { ApiContext, ApiEnv } from './context.ts'
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
      if (error instanceof QueueFullError) {
        throw new ApiError(429, 'QUEUE_FULL', 'More comes in than can be kept.', 'Send it again later.', {
          'retry-after': '1',
        })
      }
      if (error instanceof StoreError) {
        throw new ApiError(503, error.code, error.message, error.hint, { 'retry-after': '5' })
      }
      throw error
    }
  })
}
