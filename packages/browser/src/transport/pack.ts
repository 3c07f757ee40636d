import type { BatchHeader, Fact } from '@kymo/protocol'

/** Bytes that a page may have on their way while it closes: browsers allow 64 KiB, shared with the app's own. */
export const LEAVING_BYTES = 60_000

export const bytesOf = (text: string): number => new TextEncoder().encode(text).length

export interface Packed {
  readonly body: string
  readonly count: number
  readonly bytes: number
  /** The facts that had no room, in their order. */
  readonly left: Fact[]
}

/**
 * One batch as it is posted, with as many facts as fit, the oldest first.
 *
 * @param skipping whether smaller ones take the room that an older one is too large for
 */
export function pack(
  header: BatchHeader,
  facts: readonly Fact[],
  room = LEAVING_BYTES,
  skipping = false,
): Packed {
  const head = `${JSON.stringify(header).slice(0, -1)},"facts":[`
  const left: Fact[] = []
  let bytes = bytesOf(head) + 2
  let count = 0
  let body = ''
  for (const fact of facts) {
    const text = left.length && !skipping ? '' : JSON.stringify(fact)
    const more = bytesOf(text) + (count ? 1 : 0)
    if (!text || bytes + more > room) left.push(fact)
    else {
      body += (count++ ? ',' : '') + text
      bytes += more
    }
  }
  return { body: `${head}${body}]}`, count, bytes, left }
}
