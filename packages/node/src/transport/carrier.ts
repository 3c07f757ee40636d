import type { QueuedBatch } from './batch-queue.ts'

export type Outcome =
  /** Where it will outlive this process. */
  | { readonly kind: 'accepted' }
  /** It will never be taken. */
  | { readonly kind: 'refused'; readonly statusCode: number }
  /** Not now. `after` is how long it was asked to wait, in milliseconds. */
  | { readonly kind: 'failed'; readonly reason: string; readonly after: number | undefined }

/** A way by which batches leave the process. A batch that was perhaps taken may be sent again: it is counted once. */
export interface Carrier {
  /** Never rejects. */
  send(batch: QueuedBatch): Promise<Outcome>
  /** Sends while this thread waits, for so long as a process's end may be held up. Returns how many, from the first on, were accepted. */
  sendNow(batches: readonly QueuedBatch[]): number
  /** Tells people that a batch was refused. */
  tellRefused(statusCode: number): void
  /** Tells people that it has failed for a while. */
  tellFailing(reason: string): void
  /** What is under way fails. */
  close(): void
}

export function failed(reason: string, after?: number): Outcome {
  return { kind: 'failed', reason, after }
}
