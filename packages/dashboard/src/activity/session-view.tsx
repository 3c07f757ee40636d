import type { SessionDetail } from '@kymo/protocol'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useRef } from 'react'
import { parseSpanRef } from '../address/span-ref.ts'
import { ApiError } from '../api/client.ts'
import { sessionQuery } from '../api/queries.ts'
import { clamp } from '../panes/clamp.ts'
import { focusDrawer } from '../panes/drawer-focus.ts'
import { Splitter, useSplit } from '../panes/split.tsx'
import { useMedia } from '../panes/use-media.ts'
import { useSize } from '../panes/use-size.ts'
import { EmptyState } from '../status/empty-state.tsx'
import { Problem } from '../status/problem.tsx'
import { isFile } from '../timeline/files.ts'
import { hiddenSpans } from '../timeline/hidden-spans.ts'
import { parseZoom, zoomText } from '../timeline/scale.ts'
import { TimeSpentLine } from '../timeline/time-spent-line.tsx'
import { Timeline, timelineHeight } from '../timeline/timeline.tsx'
import { useActivity } from './activity-context.ts'
import { SessionHead } from './session-head.tsx'
import { TablesPane } from './tables-pane.tsx'
import { ViewMenu } from './view-menu.tsx'
import { useViewOptions } from './view-options.ts'

const MIN = 120

/** One session, or why it can not be shown. */
export function SessionView({ id, following }: { id: string; following: boolean }) {
  const { data, error, refetch } = useQuery(sessionQuery(id))
  const last = useRef(data)
  if (data !== undefined) last.current = data
  // While the next one is read, and while following can not read it, the last one stays.
  const shown = data ?? (error === null || following ? last.current : undefined)
  if (shown !== undefined) {
    return <LoadedSession key={shown.session.id} detail={shown} following={following} />
  }
  return (
    <div className="grid h-full place-items-center">
      {error === null ? null : <Missing error={error} onRetry={() => void refetch()} />}
    </div>
  )
}

/** Its timeline, and below it the tables of what it caused. */
function LoadedSession({ detail, following }: { detail: SessionDetail; following: boolean }) {
  const { search, change, openSpan } = useActivity()
  const options = useViewOptions()
  const pane = useRef<HTMLDivElement>(null)
  const { height } = useSize(pane)
  const split = useSplit({ name: 'tables', min: MIN, max: 2000 })
  const roomy = useMedia('(min-width: 768px) and (min-height: 560px)')
  const max = Math.max(MIN, height - 160)
  const tables = Math.min(split.size ?? clamp(height * 0.38, 220, 520), max)
  const { session } = detail
  const open = parseSpanRef(search.detail)
  const hidden = useMemo(() => hiddenSpans(detail.spans, options.hide), [detail.spans, options.hide])
  const spans = useMemo(() => detail.spans.filter(({ id }) => !hidden.ids.has(id)), [detail.spans, hidden])
  const errors = useMemo(
    () => session.errors.filter(({ spanId }) => spanId === null || !hidden.ids.has(spanId)),
    [session.errors, hidden],
  )

  return (
    <section aria-label="Session" data-session-view className="flex h-full flex-col">
      <SessionHead session={session} following={following}>
        <ViewMenu
          requests={hidden.requests}
          renders={detail.spans.filter(({ kind }) => kind === 'render').length}
          files={detail.spans.filter(isFile).length}
        />
      </SessionHead>
      <TimeSpentLine
        spans={spans}
        opener={session.id}
        onOpen={(span) => openSpan({ traceId: span.traceId, spanId: span.id })}
      />
      <div ref={pane} className={`min-h-0 flex-1 ${roomy ? 'flex flex-col' : 'overflow-y-auto'}`}>
        <div
          className={roomy ? 'min-h-0 flex-1' : ''}
          style={roomy ? undefined : { height: `min(70%, ${timelineHeight(spans)}px)` }}
        >
          <Timeline
            spans={spans}
            errors={errors}
            origin={session.startTime}
            opener={session.id}
            selected={open?.spanId ?? null}
            zoom={parseZoom(search.zoom)}
            onZoom={(range) => change({ zoom: range === undefined ? undefined : zoomText(range) }, 'replace')}
            filesShown={options.files}
            rendersShown={options.renders}
            onGroup={(group, shown) => options.choose({ [group]: shown })}
            onOpen={(span, by) => {
              openSpan({ traceId: span.traceId, spanId: span.id })
              if (by === 'keyboard') focusDrawer()
            }}
            onMove={(span) => {
              if (open !== null) openSpan({ traceId: span.traceId, spanId: span.id }, 'replace')
            }}
          />
        </div>
        {roomy ? (
          <Splitter
            label="Height of the tables"
            axis="y"
            size={tables}
            min={MIN}
            max={max}
            onResize={split.resize}
            reversed
          />
        ) : null}
        <div
          className={roomy ? 'shrink-0' : 'h-[70%] min-h-72 border-t border-hairline'}
          style={roomy ? { height: tables } : undefined}
        >
          <TablesPane
            sessionId={session.id}
            counts={session.counts}
            errors={session.errors}
            hidden={hidden}
            origin={session.startTime}
          />
        </div>
      </div>
    </section>
  )
}

function Missing({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  if (error instanceof ApiError && error.status === 404) {
    return (
      <EmptyState title="This session is no longer kept">
        Old sessions are removed when the store reaches its limit of age or size. Choose another from the
        list.
      </EmptyState>
    )
  }
  return <Problem error={error} onRetry={onRetry} />
}
