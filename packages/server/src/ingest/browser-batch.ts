import type { IncomingMessage } from 'node:http'
import { type Batch, decodeJsonBatch, JSON_BATCH_LIMITS, type Resource } from '@kymo/protocol'
import { ApiError } from '../api/api-error.ts'
import { BROWSER_PREFIX } from '../store/browser/browser-store.ts'
import type { BrokenReports } from './broken-reports.ts'
import { byOwnClock } from './page-clock.ts'
import { mayTell, pageFact } from './page-facts.ts'
import { decoded, type ReadBatch } from './read-batch.ts'
import { encodingOf, mediaTypeOf, readBody } from './read-body.ts'

const MEDIA_TYPES: ReadonlySet<string | undefined> = new Set(['text/plain', 'application/json'])

/**
 * Reads a batch that a page sent, as far as a page is believed.
 * @param sent when it did, by its own clock; `undefined` where it does not say
 * @param broken counts what can not be kept
 */
export async function readBrowserBatch(
  request: IncomingMessage,
  sent: number | undefined,
  now: number,
  broken: BrokenReports,
): Promise<ReadBatch> {
  if (!MEDIA_TYPES.has(mediaTypeOf(request))) {
    throw new ApiError(
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      'The body’s type must be text/plain or application/json.',
    )
  }
  if (encodingOf(request) !== 'identity') {
    throw new ApiError(415, 'UNSUPPORTED_ENCODING', 'The body may not be compressed.')
  }
  const body = await readBody(request, JSON_BATCH_LIMITS.batch)
  const batch = decoded(() => decodeJsonBatch(body.toString('utf8')))
  const facts = byOwnClock(batch.facts, sent, now)
  return { batch: believed({ ...batch, facts }, now, broken), bytes: body.length }
}

/**
 * What is a browser's says so, and can't be taken for what an agent sent: it counts its batches under a name of its own.
 */
function believed(batch: Batch, now: number, broken: BrokenReports): Batch {
  const of = batch.header.resource
  const facts = batch.facts.flatMap((fact) => {
    if (!mayTell(fact)) {
      throw new ApiError(400, 'FORBIDDEN_FACT', `A page can not tell of ${JSON.stringify(fact.name)}.`)
    }
    const add = (event: string, problem: string) => broken.add(event, of['service.name'], problem, now)
    return pageFact(fact, of, now, add) ?? []
  })
  const resource: Resource = {
    ...of,
    'service.instance.id': `${BROWSER_PREFIX}${of['service.instance.id']}`,
    'kymo.runtime': 'browser',
  }
  return { ...batch, header: { ...batch.header, resource }, facts }
}
