import type { BatchHeader, Fact } from '@kymo/protocol'
import { attempt } from '../attempt.ts'

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
  const texts: string[] = []
  const left: Fact[] = []
  // Each fact brings a comma but the first: with what ends the batch that is one more.
  let bytes = bytesOf(head) + 1
  for (const fact of facts) {
    const text = (!left.length || skipping) && attempt(() => JSON.stringify(fact))
    const more = text ? bytesOf(text) + 1 : 0
    if (more && bytes + more <= room) {
      texts.push(text as string)
      bytes += more
    } else left.push(fact)
  }
  return { body: `${head}${texts}]}`, count: texts.length, bytes, left }
}
