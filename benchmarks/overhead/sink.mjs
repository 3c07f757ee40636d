/**
 * Stands for all the backends: takes what each variant exports and counts the spans in it by decoding it whole. It
 * decodes when it is asked, not while the app is measured: on few cores its work would slow the app down. Told
 * anything, it answers `{ spans, bytes, posts, undecoded }` since it was last told `reset`.
 */
import { createServer } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { countDatadog, countKymo, countOtlp, countSentry } from './count-spans.mjs'

const COUNTERS = [
  [/^\/api\/ingest$/, countKymo],
  [/^\/v1\/traces$/, countOtlp],
  [/^\/api\/\d+\/envelope\//, countSentry],
  [/^\/v0\.[45]\/traces$/, countDatadog],
]

const nothing = () => ({ spans: 0, bytes: 0, posts: 0, undecoded: 0 })
let counts = nothing()
let waiting = []

function countWaiting() {
  for (const { counter, sent, url, gzip } of waiting) {
    counts.posts++
    counts.bytes += sent.length
    try {
      counts.spans += counter(gzip ? gunzipSync(sent) : sent)
    } catch (error) {
      counts.undecoded++
      console.error(`sink: ${url}: ${error.stack}`)
    }
  }
  waiting = []
}

const server = createServer((request, response) => {
  const chunks = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', () => {
    const sent = Buffer.concat(chunks)
    const counter = COUNTERS.find(([path]) => path.test(request.url.split('?')[0]))?.[1]
    response.setHeader('content-type', 'application/json')
    if (counter === undefined) {
      response.statusCode = 404
      response.end('{}')
      return
    }
    response.end('{}')
    waiting.push({ counter, sent, url: request.url, gzip: request.headers['content-encoding'] === 'gzip' })
  })
})
server.keepAliveTimeout = 60_000

process.on('message', (order) => {
  countWaiting()
  process.send(counts)
  if (order === 'reset') counts = nothing()
})
process.on('disconnect', () => process.exit())
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
