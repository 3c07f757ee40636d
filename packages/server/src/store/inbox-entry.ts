/** A batch that was fetched from Redis, until it is known whether it is this collector's to count. */
export interface InboxEntry {
  /** Of the stream's entry. */
  readonly id: string
  /** As it was sent: it may turn out to be none. */
  readonly bytes: Uint8Array
}
