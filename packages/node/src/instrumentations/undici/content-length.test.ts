import { expect, test } from 'vitest'
import { contentLength } from './content-length.ts'

const raw = (...headers: string[]): Uint8Array[] => headers.map((text) => Buffer.from(text))

test.each([
  [raw('Content-Length', '1234'), 1234],
  [raw('x', 'y', 'content-length', '0'), 0],
  [raw('CONTENT-LENGTH', '9007199254740991'), -1],
  [raw('content-length', '12a'), -1],
  [raw('content-length', ''), -1],
  [raw('content_length', '5'), -1],
  [raw('content-lengths', '5'), -1],
  [raw('content-length'), -1],
  [raw(), -1],
])('%s', (headers, length) => expect(contentLength(headers)).toBe(length))
