import { BROWSER_INGEST_PATH, type Fact, type Resource } from '@kymo/protocol'
import { LEAVING_BYTES, pack } from './pack.ts'

/** Milliseconds that a fact waits for others. */
const INTERVAL = 1000
/** Facts that are sent without waiting for more. */
const FULL = 50
/** Facts kept while the collector can't be reached; the newest. */
const KEPT = 500
/** Batches without an answer: one, and those of moments in which the page might have closed. */
const BATCHES = 5
/** Milliseconds between two attempts, at most. */
const LONGEST_WAIT = 60_000

const { info } = console

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
  /** Counts a fact that was not kept. */
  drop(): void
  /** Sends what waits. @param leaving that the page may be gone in the next moment */
  flush(leaving?: boolean): void
}

/** A batch keeps its number and its text until the collector has answered for it. */
interface Batch {
  readonly body: string
  readonly count: number
  readonly bytes: number
  sending: boolean
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
  const endpoint = `${url + BROWSER_INGEST_PATH}?key=${encodeURIComponent(key)}`
  const listeners: (() => void)[] = []
  let state: CollectorState = 'waiting'
  let waiting: Fact[] = []
  let batches: Batch[] = []
  let sequence = 0
  let dropped = 0
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const become = (next: CollectorState) => {
    if (state === next || state === 'blocked') return
    state = next
    for (const listener of listeners) listener()
  }

  const schedule = (wait: number) => {
    timer ??= setTimeout(() => flush(), wait)
  }

  const settled = (batch: Batch, status: number) => {
    batch.sending = false
    if (state === 'blocked') return
    const accepted = status >= 200 && status < 300
    // What it refuses for good is not sent again.
    if (status && status !== 429 && status < 500) {
      batches = batches.filter((other) => other !== batch)
      if (!accepted) dropped += batch.count
    }
    failures = accepted ? 0 : failures + 1
    become(accepted ? 'up' : 'down')
    if (!batches.length && !waiting.length) return
    const wait = Math.min(INTERVAL * 2 ** failures, LONGEST_WAIT)
    schedule(accepted ? wait : wait / 2 + (Math.random() * wait) / 2)
  }

  const post = (batch: Batch) => {
    batch.sending = true
    // Rather than a beacon: that tells nobody of its fate, and of a page without referer it hides the origin.
    send(endpoint, {
      method: 'POST',
      // A string is sent as text/plain, which needs no preflight.
      body: batch.body,
      keepalive: true,
      credentials: 'omit',
      cache: 'no-store',
    }).then(
      ({ status }) => settled(batch, status),
      // If it was a policy's doing, that is told in the next moment.
      () => setTimeout(settled, 50, batch, 0),
    )
  }

  const flush = (leaving = false) => {
    clearTimeout(timer)
    timer = undefined
    if (state === 'blocked') return
    let room = LEAVING_BYTES
    for (const batch of batches) if (batch.sending) room -= batch.bytes
    // One at a time, but for the last moment.
    while (leaving || room === LEAVING_BYTES) {
      let batch = batches.find(({ sending }) => !sending)
      if (!batch) {
        if (!waiting.length || batches.length >= BATCHES) return
        const packed = pack({ resource, sequence: sequence + 1, dropped }, waiting, room)
        if (!packed.count) {
          if (room < LEAVING_BYTES) return
          // Too large even alone: what comes after it would wait for good.
          waiting.shift()
          dropped++
          continue
        }
        sequence++
        waiting = waiting.slice(packed.count)
        batch = { ...packed, sending: false }
        batches.push(batch)
      }
      if (batch.bytes > room) return
      room -= batch.bytes
      post(batch)
    }
  }

  const block = () => {
    become('blocked')
    waiting = batches = []
    info(
      `kymo PAGE_BLOCKED: this page is not observed. Allow ${url} in connect-src of its content security policy.`,
    )
  }
  if (blocked) block()
  document.addEventListener('securitypolicyviolation', ({ blockedURI, disposition }) => {
    if (disposition === 'enforce' && blockedURI.startsWith(url) && state !== 'blocked') block()
  })

  return {
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
      if (waiting.length >= FULL && !failures) flush()
      else schedule(INTERVAL)
    },
    drop: () => void dropped++,
    flush,
  }
}
