import type { IncomingMessage, ServerResponse } from 'node:http'
import type { StreamEventName } from '@kymo/protocol'
import { LIMITS } from '../security/limits.ts'
import type { LoggedEvent } from './event-log.ts'
import type { LiveHub } from './live-hub.ts'

/** Milliseconds. */
const HEARTBEAT = 15_000
const RETRY = 1_000
/** The longest that a timer can wait. */
const LONGEST = 2 ** 31 - 1

export interface StreamRequest {
  readonly names: ReadonlySet<StreamEventName>
  readonly lastEventId: string | undefined
  /** Milliseconds for which its client may listen; then it has to ask anew. Null for ever. */
  readonly allowedFor: number | null
}

/** Answers with Server-Sent Events until either side ends it. */
export function openStream(
  hub: LiveHub,
  request: IncomingMessage,
  response: ServerResponse,
  { names, lastEventId, allowedFor }: StreamRequest,
): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  })
  if (request.method === 'HEAD') {
    response.end()
    return
  }
  // Lives as long as its client: the limits for ordinary requests do not apply.
  request.socket.setTimeout(0)
  request.socket.setNoDelay(true)

  const missed = lastEventId === undefined ? [] : hub.since(lastEventId, names)
  // What a client missed it gets at once, however much that is; it is held in the log all the same.
  let allowed = LIMITS.streamBuffer + (typeof missed === 'string' ? 0 : sizeOf(missed))
  response.once('drain', () => {
    allowed = LIMITS.streamBuffer
  })
  const send = (text: string | Uint8Array) => {
    // A client that does not read is let go, not kept in memory; it can come back with its last event id. What counts
    // is what waits already: one event that is longer than the limit would find no client again and again.
    if (response.writableLength > allowed) response.destroy()
    else response.write(text)
  }
  const unsubscribe = hub.subscribe(names, {
    event: send,
    end: () => response.end(),
  })
  const heartbeat = setInterval(() => send(': beat\n\n'), HEARTBEAT).unref()
  const ending =
    allowedFor === null
      ? undefined
      : setTimeout(() => response.end(), Math.min(Math.max(allowedFor, 1), LONGEST)).unref()
  response.once('close', () => {
    clearInterval(heartbeat)
    clearTimeout(ending)
    unsubscribe()
  })

  // A comment makes the client's `open` fire; an id without data is kept for its return and makes no event.
  if (typeof missed === 'string') {
    send(
      `: kymo\nretry: ${RETRY}\n\nid: ${hub.lastId}\nevent: reset\ndata: ${JSON.stringify({ reason: missed })}\n\n`,
    )
  } else {
    send(`: kymo\nretry: ${RETRY}\nid: ${missed.length > 0 ? lastEventId : hub.lastId}\n\n`)
    for (const event of missed) send(event.text)
  }
}

function sizeOf(events: readonly LoggedEvent[]): number {
  return events.reduce((size, { text }) => size + text.length, 0)
}
