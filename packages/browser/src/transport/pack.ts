import type { BatchHeader, Fact } from '@kymo/protocol'

/** Bytes that a page may have on their way while it closes: browsers allow 64 KiB, shared with the app's own. */
export const LEAVING_BYTES = 60_000

const bytes = (text: string) => new TextEncoder().encode(text).length

/** One batch as it is posted, with as many of the oldest facts as fit. @returns how many it took, and its size */
export function pack(
  header: BatchHeader,
  facts: readonly Fact[],
  room = LEAVING_BYTES,
): { readonly body: string; readonly count: number; readonly bytes: number } {
  const head = `${JSON.stringify(header).slice(0, -1)},"facts":[`
  let size = bytes(head) + 2
  let count = 0
  let body = ''
  for (const fact of facts) {
    const text = JSON.stringify(fact)
    const more = bytes(text) + 1
    if (size + more > room) break
    body += (count++ ? ',' : '') + text
    size += more
  }
  return { body: `${head}${body}]}`, count, bytes: size }
}
