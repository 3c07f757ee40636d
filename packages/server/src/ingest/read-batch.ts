import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { BATCH_CONTENT_TYPE, type Batch, decodeBatch, WIRE_LIMITS, WireError } from '@kymo/protocol'
import { ApiError } from '../api/api-error.ts'
import { encodingOf, mediaTypeOf, readBody, tooLarge } from './read-body.ts'

const unzip = promisify(gunzip)

export interface ReadBatch {
  readonly batch: Batch
  /** Decompressed. */
  readonly bytes: number
}

/** Reads a batch from a request's body, never holding more of it than a batch may have. */
export async function readBatch(request: IncomingMessage): Promise<ReadBatch> {
  if (mediaTypeOf(request) !== BATCH_CONTENT_TYPE) {
    throw new ApiError(415, 'UNSUPPORTED_MEDIA_TYPE', `The body's type must be ${BATCH_CONTENT_TYPE}.`)
  }
  const encoding = encodingOf(request)
  if (encoding !== 'identity' && encoding !== 'gzip') {
    throw new ApiError(415, 'UNSUPPORTED_ENCODING', 'The body may be compressed with gzip, or not at all.')
  }
  const body = await readBody(request, WIRE_LIMITS.batch)
  const bytes = encoding === 'gzip' ? await decompress(body) : body
  return { batch: decoded(() => decodeBatch(bytes)), bytes: bytes.length }
}

/** Says as an answer what is wrong with a batch. */
export function decoded(decode: () => Batch): Batch {
  try {
    return decode()
  } catch (error) {
    if (!(error instanceof WireError)) throw error
    throw new ApiError(error.code === 'WIRE_TOO_LARGE' ? 413 : 400, error.code, error.message)
  }
}

/** Stops as soon as the output is longer than a batch may be, however well it was packed. */
async function decompress(body: Buffer): Promise<Buffer> {
  try {
    return await unzip(body, { maxOutputLength: WIRE_LIMITS.batch })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(WIRE_LIMITS.batch)
    throw new ApiError(400, 'BAD_GZIP', 'The body is not whole, valid gzip.')
  }
}
