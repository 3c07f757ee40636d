import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { BATCH_CONTENT_TYPE, type Batch, decodeBatch, WIRE_LIMITS, WireError } from '@kymo/protocol'
import { ApiError } from '../api/api-error.ts'

const unzip = promisify(gunzip)

export interface ReadBatch {
  readonly batch: Batch
  /** Decompressed. */
  readonly bytes: number
}

/** Reads a batch from a request's body, never holding more of it than a batch may have. */
export async function readBatch(request: IncomingMessage): Promise<ReadBatch> {
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
  if (type !== BATCH_CONTENT_TYPE) {
    throw new ApiError(415, 'UNSUPPORTED_MEDIA_TYPE', `The body's type must be ${BATCH_CONTENT_TYPE}.`)
  }
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity'
  if (encoding !== 'identity' && encoding !== 'gzip') {
    throw new ApiError(415, 'UNSUPPORTED_ENCODING', 'The body may be compressed with gzip, or not at all.')
  }
  const body = await readBody(request)
  const bytes = encoding === 'gzip' ? await decompress(body) : body
  try {
    return { batch: decodeBatch(bytes), bytes: bytes.length }
  } catch (error) {
    if (!(error instanceof WireError)) throw error
    throw new ApiError(error.code === 'WIRE_TOO_LARGE' ? 413 : 400, error.code, error.message)
  }
}

function tooLarge(): ApiError {
  return new ApiError(
    413,
    'PAYLOAD_TOO_LARGE',
    `A batch has at most ${WIRE_LIMITS.batch} bytes, decompressed.`,
    'Send smaller batches.',
  )
}

function readBody(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > WIRE_LIMITS.batch) return Promise.reject(tooLarge())
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    request.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length <= WIRE_LIMITS.batch) chunks.push(chunk)
      else {
        request.pause()
        reject(tooLarge())
      }
    })
    request.once('end', () => resolve(Buffer.concat(chunks, length)))
    request.once('error', () => reject(new ApiError(400, 'BODY_CUT_OFF', 'The body ended too early.')))
    request.once('close', () => reject(new ApiError(400, 'BODY_CUT_OFF', 'The body ended too early.')))
  })
}

/** Stops as soon as the output is longer than a batch may be, however well it was packed. */
async function decompress(body: Buffer): Promise<Buffer> {
  try {
    return await unzip(body, { maxOutputLength: WIRE_LIMITS.batch })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge()
    throw new ApiError(400, 'BAD_GZIP', 'The body is not whole, valid gzip.')
  }
}
