import type { IncomingMessage } from 'node:http'
import { type Batch, JSON_BATCH_LIMITS } from '@kymo/protocol'
import { Hono } from 'hono'
import type { BrokenReports } from '../ingest/broken-reports.ts'
import { readBrowserBatch } from '../ingest/browser-batch.ts'
import { QueueFullError } from '../ingest/ingest-queue.ts'
import { readBody } from '../ingest/read-body.ts'
import { isBrowserKey } from '../security/browser-key.ts'
import { clientOf } from '../security/client-address.ts'
import { ClientRates } from '../security/client-rates.ts'
import { headerValues } from '../security/gate.ts'
import { RateLimit } from '../security/rate-limit.ts'
import { ApiError } from './api-error.ts'
import type { ApiContext, ApiEnv } from './context.ts'
import { ingestFailure } from './ingest-failure.ts'
import { Parameters } from './parameters.ts'

/** Batches of all pages together. A page sends one a second, and a few more when it is left. */
const RATE = { perSecond: 100, burst: 500 }
/** Of the pages of one address: an office, or a family of tabs. */
const CLIENT_RATE = { perSecond: 20, burst: 100 }

export interface BrowserIngestOptions {
  readonly token: string
  /** Origins whose pages may send. */
  readonly allowedOrigins: ReadonlySet<string>
  /** Last hand on a batch of a page of this origin, before it is kept. */
  readonly prepare: (batch: Batch, origin: string) => Promise<Batch>
  /** A proxy stands before the collector and says in `X-Forwarded-For` who asks. */
  readonly trustProxy: boolean
  /** Counts what of a batch can not be kept. */
  readonly broken: BrokenReports
}

/** `POST /api/ingest/browser`, by pages that show the browser key instead of the token. */
export function browserIngestRoutes(
  { queue, rejected, now }: ApiContext,
  { token, allowedOrigins, prepare, trustProxy, broken }: BrowserIngestOptions,
): Hono<ApiEnv> {
  const rate = new RateLimit(RATE)
  const clients = new ClientRates(CLIENT_RATE)
  return new Hono<ApiEnv>().post('/', async (c) => {
    try {
      const [origin] = headerValues(c.env.incoming, 'origin')
      if (origin === undefined || !allowedOrigins.has(origin)) throw notAPage()
      const parameters = new Parameters(new URL(c.req.url).searchParams, ['key', 'sent'])
      if (!isBrowserKey(parameters.text('key') ?? '', token)) throw wrongKey()
      // Before the others': who sends too much uses up nothing that is theirs.
      const wait = clients.take(clientOf(c.env.incoming, trustProxy))
      if (wait > 0) throw await tooMuch(c.env.incoming, wait)
      if (!rate.take() || queue.isFull(0)) {
        await passOver(c.env.incoming)
        throw new QueueFullError()
      }
      const sent = parameters.time('sent')
      const { batch, bytes } = await readBrowserBatch(c.env.incoming, sent, now(), broken)
      return c.json(await queue.submit(await prepare(batch, origin), bytes))
    } catch (error) {
      rejected()
      throw ingestFailure(error)
    }
  })
}

async function tooMuch(request: IncomingMessage, wait: number): Promise<ApiError> {
  await passOver(request)
  return new ApiError(
    429,
    'TOO_MANY_BATCHES',
    'More comes from the pages of this address than is taken of one.',
    `Send it again after ${wait} s.`,
    { 'retry-after': String(wait) },
  )
}

/** A page learns of the answer only when its body was taken: else its browser sees a connection that broke. */
async function passOver(request: IncomingMessage): Promise<void> {
  await readBody(request, JSON_BATCH_LIMITS.batch).catch(() => undefined)
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
