import type { IncomingMessage } from 'node:http'
import { ApiError } from '../api/api-error.ts'

export function tooLarge(limit: number): ApiError {
  return new ApiError(
    413,
    'PAYLOAD_TOO_LARGE',
    `A batch has at most ${limit} bytes, decompressed.`,
    'Send smaller batches.',
  )
}

/** Reads a request's body, never holding more of it than the limit. */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return Promise.reject(tooLarge(limit))
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    request.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length <= limit) chunks.push(chunk)
      else {
        request.pause()
        reject(tooLarge(limit))
      }
    })
    request.once('end', () => resolve(Buffer.concat(chunks, length)))
    request.once('error', () => reject(new ApiError(400, 'BODY_CUT_OFF', 'The body ended too early.')))
    request.once('close', () => reject(new ApiError(400, 'BODY_CUT_OFF', 'The body ended too early.')))
  })
}

export function mediaTypeOf(request: IncomingMessage): string | undefined {
  return request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
}

/** `identity` where it is not compressed. */
export function encodingOf(request: IncomingMessage): string {
  return request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity'
}
