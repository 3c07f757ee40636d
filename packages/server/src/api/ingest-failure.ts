import { QueueFullError } from '../ingest/ingest-queue.ts'
import { StoreError } from '../store/store-error.ts'
import { ApiError } from './api-error.ts'

/** What a batch that could not be kept is answered with. */
export function ingestFailure(error: unknown): unknown {
  if (error instanceof QueueFullError) {
    return new ApiError(429, 'QUEUE_FULL', 'More comes in than can be kept.', 'Send it again later.', {
      'retry-after': '1',
    })
  }
  if (error instanceof StoreError) {
    return new ApiError(503, error.code, error.message, error.hint, { 'retry-after': '5' })
  }
  return error
}
