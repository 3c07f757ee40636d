import type { Batch } from '@kymo/protocol'
import { Hono } from 'hono'
import { readBrowserBatch } from '../ingest/browser-batch.ts'
import { QueueFullError } from '../ingest/ingest-queue.ts'
import { isBrowserKey } from '../security/browser-key.ts'
import { headerValues } from '../security/gate.ts'
import { RateLimit } from '../security/rate-limit.ts'
import { ApiError } from './api-error.ts'
import type { ApiContext, ApiEnv } from './context.ts'
import { ingestFailure } from './ingest-failure.ts'
import { Parameters } from './parameters.ts'

/** Batches of all pages together. A page sends a few a second at most. */
const RATE = { perSecond: 100, burst: 500 }

export interface BrowserIngestOptions {
  readonly token: string
  /** Origins whose pages may send. */
  readonly allowedOrigins: ReadonlySet<string>
  /** Last hand on a batch of a page of this origin, before it is kept. */
  readonly prepare: (batch: Batch, origin: string) => Promise<Batch>
}

/** `POST /api/ingest/browser`, by pages that show the browser key instead of the token. */
export function browserIngestRoutes(
  { queue, rejected }: ApiContext,
  { token, allowedOrigins, prepare }: BrowserIngestOptions,
): Hono<ApiEnv> {
  const rate = new RateLimit(RATE)
  return new Hono<ApiEnv>().post('/', async (c) => {
    try {
      const [origin] = headerValues(c.env.incoming, 'origin')
      if (origin === undefined || !allowedOrigins.has(origin)) throw notAPage()
      const parameters = new Parameters(new URL(c.req.url).searchParams, ['key'])
      if (!isBrowserKey(parameters.text('key') ?? '', token)) throw wrongKey()
      if (!rate.take() || queue.isFull(0)) throw new QueueFullError()
      const { batch, bytes } = await readBrowserBatch(c.env.incoming)
      return c.json(await queue.submit(await prepare(batch, origin), bytes))
    } catch (error) {
      rejected()
      throw ingestFailure(error)
    }
  })
}

function notAPage(): ApiError {
  return new ApiError(
    403,
    'FORBIDDEN_ORIGIN',
    'Only pages of an app that reports here may send this.',
    'Allow the origin with --allow-origin, exactly as the browser sends it.',
  )
}

function wrongKey(): ApiError {
  return new ApiError(
    401,
    'UNAUTHORIZED',
    'The key is not the one of this collector’s pages.',
    'Give it as the parameter `key`; `kymo dev` hands it to the app as KYMO_BROWSER_KEY.',
  )
}
