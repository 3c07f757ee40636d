import type { IncomingMessage } from 'node:http'
import {
  type Attributes,
  type Batch,
  decodeJsonBatch,
  type Fact,
  HEARTBEAT_POINT,
  JSON_BATCH_LIMITS,
  type Resource,
  SERVER_LISTENING_EVENT,
  type SpanKind,
} from '@kymo/protocol'
import { ApiError } from '../api/api-error.ts'
import { BROWSER_PREFIX } from '../store/browser/browser-store.ts'
import { decoded, type ReadBatch } from './read-batch.ts'
import { encodingOf, mediaTypeOf, readBody } from './read-body.ts'

const MEDIA_TYPES: ReadonlySet<string | undefined> = new Set(['text/plain', 'application/json'])

/** What a page can have observed. Requests and actions are what servers tell of. */
const KINDS: ReadonlySet<SpanKind> = new Set([
  'navigation',
  'fetch',
  'component',
  'measure',
  'render',
  'internal',
])

/** Reads a batch that a page sent, as far as a page is believed. */
export async function readBrowserBatch(request: IncomingMessage): Promise<ReadBatch> {
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
  return { batch: believed(decoded(() => decodeJsonBatch(body.toString('utf8')))), bytes: body.length }
}

/**
 * What is a browser's says so, and can't be taken for what an agent sent: it counts its batches under a name of its own.
 */
function believed(batch: Batch): Batch {
  const facts = batch.facts.map((fact) => {
    if (!mayTell(fact)) {
      throw new ApiError(400, 'FORBIDDEN_FACT', `A page can not tell of ${JSON.stringify(fact.name)}.`)
    }
    return withOrigin(fact, batch.header.resource)
  })
  const resource: Resource = {
    ...batch.header.resource,
    'service.instance.id': `${BROWSER_PREFIX}${batch.header.resource['service.instance.id']}`,
    'kymo.runtime': 'browser',
  }
  return { ...batch, header: { ...batch.header, resource }, facts }
}

function mayTell(fact: Fact): boolean {
  if (fact.fact === 'span') return KINDS.has(fact.kind)
  return fact.name !== (fact.fact === 'point' ? HEARTBEAT_POINT : SERVER_LISTENING_EVENT)
}

/** Views know of a visit only what its navigation says. */
function withOrigin(fact: Fact, resource: Resource): Fact {
  const tab = resource['session.id']
  if (fact.fact !== 'span' || fact.kind !== 'navigation' || typeof tab !== 'string') return fact
  const attributes: Attributes = { 'session.id': tab, ...fact.attributes }
  return { ...fact, attributes }
}
