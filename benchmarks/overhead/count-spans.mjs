/** How many spans a request's body holds, for each format; each is read to its end, so a broken one does not count. */
import { decodeMulti } from '@msgpack/msgpack'
import { decodeBatch } from '../../packages/protocol/dist/index.js'

/** @param {Uint8Array} body */
export function countKymo(body) {
  return decodeBatch(body).facts.filter((fact) => fact.fact === 'span').length
}

/** `ExportTraceServiceRequest`: resource_spans (1) → scope_spans (2) → spans (2). */
export function countOtlp(body) {
  let spans = 0
  for (const resourceSpans of fields(body, 1)) {
    for (const scopeSpans of fields(resourceSpans, 2)) {
      for (const span of fields(scopeSpans, 2)) {
        // trace_id (1) and span_id (2) make it a span.
        if (fields(span, 1)[0]?.length === 16 && fields(span, 2)[0]?.length === 8) spans++
      }
    }
  }
  return spans
}

/** The length-delimited fields of that number in a protobuf message. */
function fields(message, wanted) {
  const found = []
  let at = 0
  const varint = () => {
    let value = 0
    let scale = 1
    for (;;) {
      const byte = message[at++]
      value += (byte & 127) * scale
      if (byte < 128) return value
      scale *= 128
    }
  }
  while (at < message.length) {
    const tag = varint()
    const type = tag & 7
    if (type === 0) varint()
    else if (type === 1) at += 8
    else if (type === 5) at += 4
    else if (type === 2) {
      const length = varint()
      if (tag >>> 3 === wanted) found.push(message.subarray(at, at + length))
      at += length
    } else throw new Error(`wire type ${type}`)
  }
  if (at !== message.length) throw new Error('cut off')
  return found
}

/** An envelope: a header line, then a header line and a payload for each item. A transaction is a span with its children. */
export function countSentry(body) {
  let spans = 0
  let at = 0
  const line = () => {
    const end = body.indexOf(10, at)
    const text = body.subarray(at, end === -1 ? body.length : end).toString('utf8')
    at = end === -1 ? body.length : end + 1
    return text
  }
  line()
  while (at < body.length) {
    const head = line()
    if (head === '') continue
    const { type, length } = JSON.parse(head)
    let payload
    if (length === undefined) payload = line()
    else {
      payload = body.subarray(at, at + length).toString('utf8')
      at += length
    }
    if (type === 'transaction') spans += 1 + JSON.parse(payload).spans.length
    else if (type === 'span') spans += JSON.parse(payload).items?.length ?? 1
  }
  return spans
}

/** Traces: a list of lists of spans. Of the spans, those of a socket's own doings are not counted. */
export function countDatadog(body) {
  let spans = 0
  for (const traces of decodeMulti(body)) {
    for (const trace of traces) {
      for (const span of trace) if (span.name === 'web.request' || span.name === 'http.request') spans++
    }
  }
  return spans
}
