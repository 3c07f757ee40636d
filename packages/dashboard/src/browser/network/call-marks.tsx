import type { BrowserCall } from '@kymo/protocol'
import { plural } from '../../format/plural.ts'
import { Mark } from '../../status/mark.tsx'
import { Tags } from '../../status/tags.tsx'
import { isFailed, isSlow } from './call-facts.ts'

/** What is worth a word of a call: that it failed, was slow, was tried again, or came from the cache. */
export function CallMarks({ call, slowThreshold }: { call: BrowserCall; slowThreshold: number }) {
  const tags = [
    ...(call.resends > 0 ? [call.resends === 1 ? 'retry' : `retry ${call.resends}`] : []),
    ...(call.cacheHit ? ['cache'] : []),
    ...(call.aborted ? ['given up'] : []),
    ...(call.messages === null ? [] : [plural(call.messages.sent + call.messages.received, 'message')]),
  ]
  return (
    <>
      {isFailed(call) ? (
        <span className="flex shrink-0 items-center gap-1 text-label text-error">
          <Mark shape="cross" />
          failed
        </span>
      ) : isSlow(call, slowThreshold) ? (
        <span className="flex shrink-0 items-center gap-1 text-label text-slow">
          <Mark shape="triangle" />
          slow
        </span>
      ) : null}
      <Tags of={tags} />
    </>
  )
}
