import { createHash } from 'node:crypto'
import type { Alerts } from '@kymo/protocol'
import { Pause } from '../pause.ts'
import type { AlertMessage } from '../store/alert-rows.ts'
import type { Claim } from './alert-election.ts'
import type { AlertWebhook } from './alert-options.ts'
import { type PostOutcome, postWebhook } from './post-webhook.ts'
import { webhookBody } from './webhook-body.ts'

export type WebhookStatus = Alerts['webhooks'][number]

/** Milliseconds. */
export interface WebhookTiming {
  /** That an answer is waited for. */
  readonly timeout: number
  /** Before the second attempt; each later one waits twice as long. */
  readonly firstWait: number
  readonly longestWait: number
}

export interface WebhookSources {
  /** Whether this collector is the one that sends it. Throws while that can not be known. */
  readonly claim: (message: AlertMessage) => Promise<Claim>
  /** A message was sent, or never will be. */
  readonly settled: (message: AlertMessage) => void
  readonly now: () => number
}

export const WEBHOOK_TIMING: WebhookTiming = { timeout: 5_000, firstWait: 1_000, longestWait: 5 * 60_000 }

const MAX_WAITING = 100
/** Milliseconds after which nobody needs to be told any more. */
const MAX_AGE = 24 * 60 * 60_000
/** Milliseconds after which a message is sent though it is not known whether another collector did: rather twice than never. */
const CLAIM_PATIENCE = 60_000
/** Milliseconds that `close` waits for an answer. */
const FAREWELL = 1_000

interface Entry {
  readonly message: AlertMessage
  /** Whether this collector is the one that sends it; undefined until that is asked, or to be asked again. */
  claimed: Promise<Claim> | undefined
}

/** Names a webhook without telling its address. */
export function hookOf({ url }: AlertWebhook): string {
  return createHash('sha256').update(url).digest('hex').slice(0, 16)
}

/** What one webhook is still to be told: one after the other, in the order in which it happened. */
export class WebhookQueue {
  readonly hook: string
  readonly #url: string
  readonly #sources: WebhookSources
  readonly #timing: WebhookTiming
  readonly #entries: Entry[] = []
  readonly #closing = new AbortController()
  readonly #pause = new Pause()
  #sent = 0
  #failed = 0
  #problem: string | null = null
  #stopping = false
  #sending: Promise<void> | undefined

  constructor(webhook: AlertWebhook, sources: WebhookSources, timing: WebhookTiming) {
    this.hook = hookOf(webhook)
    this.#url = webhook.url
    this.#sources = sources
    this.#timing = timing
  }

  get status(): WebhookStatus {
    return {
      host: new URL(this.#url).host,
      sent: this.#sent,
      failed: this.#failed,
      waiting: this.#entries.length,
      problem: this.#problem,
    }
  }

  add(message: AlertMessage): void {
    const entry: Entry = { message, claimed: undefined }
    this.#entries.push(entry)
    // Asked at once, while other collectors see the same; the answer is needed when its turn comes.
    void this.#claim(entry)
      .then((claim) => claim === 'theirs' && this.#settle(entry))
      .catch(() => undefined)
    // The first may be on its way.
    if (this.#entries.length > MAX_WAITING) this.#giveUp(this.#entries[1] as Entry)
    this.#start()
  }

  /** What was not sent is left: the store has it. */
  async close(): Promise<void> {
    this.#stopping = true
    this.#pause.end()
    const hanging = setTimeout(() => this.#closing.abort(), FAREWELL)
    await this.#sending
    clearTimeout(hanging)
  }

  /** Sends no more, and will not be asked to. */
  async discard(): Promise<void> {
    await this.close()
    for (const entry of [...this.#entries]) this.#settle(entry)
  }

  #start(): void {
    if (this.#sending !== undefined || this.#stopping) return
    this.#sending = this.#sendAll().finally(() => {
      this.#sending = undefined
      if (this.#entries.length > 0) this.#start()
    })
  }

  async #sendAll(): Promise<void> {
    let failures = 0
    for (let [entry] = this.#entries; entry !== undefined; [entry] = this.#entries) {
      if (this.#stopping) return
      if (this.#sources.now() - entry.message.time > MAX_AGE) {
        this.#giveUp(entry)
        continue
      }
      const outcome = await this.#send(entry)
      if (outcome === 'theirs') this.#settle(entry)
      else if (outcome === 'later') {
        await this.#wait(failures++, 0)
        continue
      } else if (outcome.ok) {
        this.#sent++
        this.#problem = null
        this.#settle(entry)
      } else {
        this.#problem = outcome.problem
        if (outcome.final) this.#giveUp(entry)
        else {
          await this.#wait(failures++, outcome.retryAfter)
          continue
        }
      }
      failures = 0
    }
  }

  async #send(entry: Entry): Promise<PostOutcome | Exclude<Claim, 'ours'>> {
    const { message } = entry
    try {
      const claim = await this.#claim(entry)
      if (claim !== 'ours') return claim
    } catch (error) {
      const problem = (error as Error).message
      const patient = this.#sources.now() - message.time < CLAIM_PATIENCE
      if (patient) return { ok: false, final: false, problem, retryAfter: 0 }
    }
    const json = JSON.stringify(webhookBody(message.alert))
    return postWebhook(this.#url, json, this.#timing.timeout, this.#closing.signal)
  }

  async #wait(failures: number, retryAfter: number): Promise<void> {
    const { firstWait, longestWait } = this.#timing
    const wait = Math.min(Math.max(firstWait * 2 ** Math.min(failures, 30), retryAfter), longestWait)
    await this.#pause.wait(wait)
  }

  #claim(entry: Entry): Promise<Claim> {
    entry.claimed ??= this.#sources.claim(entry.message).then(
      (claim) => {
        if (claim === 'later') entry.claimed = undefined
        return claim
      },
      (error) => {
        entry.claimed = undefined
        throw error
      },
    )
    return entry.claimed
  }

  #giveUp(entry: Entry): void {
    this.#failed++
    this.#settle(entry)
  }

  #settle(entry: Entry): void {
    const at = this.#entries.indexOf(entry)
    if (at < 0) return
    this.#entries.splice(at, 1)
    this.#sources.settled(entry.message)
  }
}
