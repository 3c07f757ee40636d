import { BROWSER_INGEST_PATH, type Fact, JSON_BATCH_LIMITS, type Resource } from '@kymo/protocol'
import { LEAVING_BYTES, type Packed, pack } from './pack.ts'

/** Milliseconds that a fact waits for others. */
const INTERVAL = 1000
/** Facts that are sent without waiting for more. */
const FULL = 50
/** Bytes of a batch that outlives the page from the first: so much the app's own requests can spare. */
const SMALL = 16_000
/** Facts kept while the collector can't be reached; the newest. */
const KEPT = 500
/** Batches without an answer: one, and those of moments in which the page might have closed. */
const BATCHES = 5
/** Milliseconds that an answer is waited for. */
const PATIENCE = 30_000
/** Milliseconds between two attempts, at most, and if the collector itself asks for more. */
const LONGEST_WAIT = 60_000
const LONGEST_ASKED = 600_000

/**
 * - `waiting`: it has not answered yet.
 * - `up`: it took the last batch.
 * - `down`: it could not be reached, or refused.
 * - `blocked`: the page's content security policy forbids to call it.
 */
export type CollectorState = 'waiting' | 'up' | 'down' | 'blocked'

export interface Transport {
  readonly state: CollectorState
  onState(listener: () => void): void
  add(fact: Fact): void
  /** The page may not call the collector: ends all of it. */
  block(): void
  /** Counts a fact that was not kept. */
  drop(): void
  /** Leaves so many bytes of what a closing page may send to the app's own request. @returns that it has ended */
  spare(bytes: number): () => void
  /** The page may be gone in the next moment. @param gone it is being left, and not only hidden */
  leave(gone?: boolean): void
  /** Each batch that has no answer, with all that waits among them: posted again, by whomever, one counts once. */
  unanswered(): readonly string[]
  /** There is hope again: it is seen, or online. @param restored it was left, and what was under way has no answer */
  back(restored?: boolean): void
}

/** A batch keeps its number and its text until the collector has answered for it. */
interface Batch extends Packed {
  /** 1: in a request that ends with the page; 2: in one that outlives it. */
  sending: 0 | 1 | 2
  attempt: number
}

/**
 * @param send an unpatched `fetch`
 * @param blocked whether it is known that the page may not call the collector: trying would show in the console
 */
export function createTransport(
  url: string,
  key: string,
  resource: Resource,
  send: typeof fetch,
  blocked = false,
): Transport {
  const endpoint = `${url + BROWSER_INGEST_PATH}?key=${encodeURIComponent(key)}&sent=`
  const listeners: (() => void)[] = []
  let state: CollectorState = blocked ? 'blocked' : 'waiting'
  let waiting: Fact[] = []
  let batches: Batch[] = []
  let sequence = 0
  let dropped = 0
  let failures = 0
  let spared = 0
  let left = false
  /** It asked to be left alone until then, by `performance.now()`. */
  let until = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const become = (next: CollectorState) => {
    if (state === next) return
    state = next
    for (const listener of listeners) listener()
  }

  const schedule = (wait: number) => {
    timer ??= setTimeout(flush, wait)
  }

  const settled = (batch: Batch, attempt: number, status: number, retryAfter?: string | null) => {
    const accepted = status >= 200 && status < 300
    // That an attempt failed says nothing when there was another since.
    if (!batches.includes(batch) || (attempt !== batch.attempt && !accepted)) return
    batch.sending = 0
    // What it refuses for good is not sent again.
    const final = status && status !== 429 && status < 500
    if (final) batches = batches.filter((other) => other !== batch)
    if (final && !accepted) dropped += batch.count
    failures = accepted ? 0 : failures + 1
    become(accepted ? 'up' : 'down')
    const asked = (!accepted && Math.min(Number(retryAfter) * 1000, LONGEST_ASKED)) || 0
    const backoff = Math.min(INTERVAL * 2 ** failures, LONGEST_WAIT)
    until = performance.now() + asked
    clearTimeout(timer)
    timer = undefined
    if (batches.length || waiting.length)
      schedule(accepted ? INTERVAL : Math.max(asked, backoff / 2) + (Math.random() * backoff) / 2)
  }

  const post = (batch: Batch, keepalive: boolean) => {
    const attempt = ++batch.attempt
    batch.sending = keepalive ? 2 : 1
    // Rather than a beacon: that tells nobody of its fate, and of a page without referer it hides the origin.
    send(endpoint + Date.now(), {
      method: 'POST',
      // A string is sent as text/plain, which needs no preflight.
      body: batch.body,
      keepalive,
      credentials: 'omit',
      // Older browsers wait for as long as it takes.
      signal: AbortSignal.timeout?.(PATIENCE),
    }).then(
      (response) => {
        // Until its answer is read, Chromium counts a request as one that it keeps alive, and takes no more than 64 KiB.
        response.text().catch(() => {})
        settled(batch, attempt, response.status, response.headers.get('retry-after'))
      },
      // If it was a policy's doing, that is told in the next moment.
      () => setTimeout(settled, 50, batch, attempt, 0),
    )
  }

  /** The next batch of what waits; `undefined` when nothing of it fits. */
  const next = (room: number, skipping = false, most = BATCHES): Batch | undefined => {
    if (!waiting.length || batches.length >= most) return undefined
    const packed = pack({ resource, sequence: sequence + 1, dropped }, waiting, room, skipping)
    if (!packed.count) return undefined
    sequence++
    waiting = packed.left
    const batch: Batch = { ...packed, sending: 0, attempt: 0 }
    batches.push(batch)
    return batch
  }

  /** One batch at a time; a large one in a request that takes nothing of what a closing page may send. */
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    if (batches.some(({ sending }) => sending)) return
    const held = until - performance.now()
    if (held > 0) return schedule(held)
    while (waiting.length || batches.length) {
      const batch = batches[0] ?? next(LEAVING_BYTES) ?? next(JSON_BATCH_LIMITS.batch)
      if (batch) return post(batch, batch.bytes <= SMALL)
      // Too large even alone: what comes after it would wait for good.
      waiting.shift()
      dropped++
    }
  }

  const leave = () => {
    if (!left && performance.now() < until) return
    let room = LEAVING_BYTES - spared
    for (const { sending, bytes } of batches) if (sending > 1) room -= bytes
    const take = (batch: Batch) => {
      room -= batch.bytes
      post(batch, true)
    }
    // A request that ends with the page is made again: the collector counts a batch once.
    for (const batch of batches) if (batch.sending < (left ? 2 : 1) && batch.bytes <= room) take(batch)
    for (let batch = next(room, true); batch; batch = next(room, true)) take(batch)
  }

  return {
    block() {
      become('blocked')
      waiting = batches = []
    },
    get state() {
      return state
    },
    onState: (listener) => void listeners.push(listener),
    add(fact) {
      if (state === 'blocked') return
      waiting.push(fact)
      if (waiting.length > KEPT) {
        waiting.shift()
        dropped++
      }
      // Others hear of it after this page's runtime.
      if (left) queueMicrotask(leave)
      else if (waiting.length >= FULL && !failures) flush()
      else schedule(INTERVAL)
    },
    drop: () => void dropped++,
    spare(bytes) {
      spared += bytes
      return () => {
        spared -= bytes
      }
    },
    leave(gone) {
      left ||= !!gone
      leave()
    },
    unanswered() {
      while (next(LEAVING_BYTES, true, Number.POSITIVE_INFINITY)) {}
      return batches.map(({ body }) => body)
    },
    back(restored) {
      left = false
      if (restored) for (const batch of batches) batch.sending = 0
      if (restored || state === 'down') flush()
    },
  }
}
