import type { PulseSnapshot, RedisStatus } from '@kymo/protocol'
import type { ReactNode } from 'react'
import { Button } from '../controls/button.tsx'
import { plural } from '../format/plural.ts'
import { Mark } from '../status/mark.tsx'
import { type ChangePulse, NO_DETAIL } from './search.ts'

/** Batches that wait for a collector which are no cause for a word. */
const BACKLOG = 100

interface NoticesProps {
  readonly snapshot: PulseSnapshot
  readonly onChange: ChangePulse
}

/** What stands in the way of the figures, when something does. */
export function Notices({ snapshot: { redis, skipped }, onChange }: NoticesProps) {
  const total = skipped.reduce((sum, { count }) => sum + count, 0)
  const words = redisWords(redis)
  if (words.length === 0 && total === 0) return null
  return (
    <ul aria-label="Notices" className="notices">
      {words.map((text) => (
        <Notice key={text}>{text}</Notice>
      ))}
      {total === 0 ? null : (
        <Notice>
          {plural(total, 'payload')} could not be read and {total === 1 ? 'was' : 'were'} skipped.
          <Button className="h-6!" onClick={() => onChange({ ...NO_DETAIL, panel: 'skipped' })}>
            Show them
          </Button>
        </Notice>
      )}
    </ul>
  )
}

function Notice({ children }: { children: ReactNode }) {
  return (
    <li>
      <Mark shape="hollow-diamond" className="text-slow" />
      <span className="flex min-w-0 flex-wrap items-center gap-x-3">{children}</span>
    </li>
  )
}

function redisWords({ state, problem, backlog, droppedFacts, rejectedBatches }: RedisStatus): string[] {
  return [
    ...(state === 'failing'
      ? [
          `Redis does not answer${problem === null ? '' : `: ${problem.replace(/\.$/, '')}`}. Servers that report through it may seem lost.`,
        ]
      : state === 'connecting'
        ? ['Connecting to Redis.']
        : []),
    ...(backlog !== null && backlog.batches >= BACKLOG
      ? [`${plural(backlog.batches, 'batch', 'batches')} of facts wait in Redis for a collector.`]
      : []),
    ...(droppedFacts > 0
      ? [`${plural(droppedFacts, 'fact')} had to make room in Redis before a collector took them over.`]
      : []),
    ...(rejectedBatches > 0
      ? [`${plural(rejectedBatches, 'batch', 'batches')} of facts from Redis could not be read.`]
      : []),
  ]
}
