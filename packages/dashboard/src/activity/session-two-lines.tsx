import { Age } from '../clock/age.tsx'
import { Duration } from '../format/figures.tsx'
import { plural } from '../format/plural.ts'
import { KindSwatch } from '../status/kind.tsx'
import { StatusMark } from '../status/status-code.tsx'
import { Tags } from '../status/tags.tsx'
import type { SessionRow } from './session-rows.ts'
import { TabMark, VisitMark } from './visit-mark.tsx'

/** A session where there is no room for columns. */
export function SessionTwoLines({ row }: { row: SessionRow }) {
  if (row.kind === 'item') {
    return (
      <span className="flex items-center gap-2 pl-5">
        <KindSwatch hue={row.hue} label />
        <code className="min-w-0 flex-1 truncate text-dim">{row.title}</code>
        <Tags of={row.tags} />
        {row.duration === null ? null : <Duration value={row.duration} />}
      </span>
    )
  }
  const { counts, ...session } = row.session
  return (
    <>
      <span className="flex items-center gap-2">
        <StatusMark code={session.statusCode} />
        <VisitMark session={session} />
        <code className="min-w-0 flex-1 truncate">
          {session.method === 'GET' ? null : <span className="text-dim">{session.method} </span>}
          {session.url}
        </code>
        <Duration value={session.duration} />
      </span>
      <span className="flex gap-3 pl-[39px] text-label text-dim">
        {counts.fetches > 0 ? <span>{plural(counts.fetches, 'fetch', 'fetches')}</span> : null}
        {counts.actions > 0 ? <span>{plural(counts.actions, 'action')}</span> : null}
        {counts.errors > 0 ? <span className="text-error">{plural(counts.errors, 'error')}</span> : null}
        <span className="ml-auto flex gap-2">
          <TabMark tab={session.visit?.tab} />
          <Age time={session.startTime} />
        </span>
      </span>
    </>
  )
}
