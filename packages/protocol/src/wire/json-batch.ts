import type { BatchHeader, Fact } from '../facts.ts'

/**
 * A batch as a browser sends it: JSON, because a page must not carry an encoder. The same facts, with the same limits on
 * texts, attributes and lists as the binary format, but fewer in one batch.
 *
 * It is posted as `text/plain`, which a browser sends to another origin without asking first.
 */
export interface JsonBatch extends BatchHeader {
  readonly facts: readonly Fact[]
}

export const JSON_BATCH_LIMITS = {
  /** Bytes of one batch. What pages send while they close is limited to 64 KiB by browsers. */
  batch: 256 * 1024,
  /** Facts in one batch. */
  facts: 1000,
} as const

/** Where browsers post to, with the public key as the parameter `key`. */
export const BROWSER_INGEST_PATH = '/api/ingest/browser'
