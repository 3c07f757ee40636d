import type { ErrorEvent, SpanView } from '@kymo/protocol'
import { useVirtualizer } from '@tanstack/react-virtual'
import {
  type CSSProperties,
  type KeyboardEvent,
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react'
import { gridMove } from '../lists/grid-keys.ts'
import { clamp } from '../panes/clamp.ts'
import { Splitter, useSplit } from '../panes/split.tsx'
import { useSize } from '../panes/use-size.ts'
import { FILES, isRendersKey } from './forest.ts'
import { HoverCard, type Hovered } from './hover-card.tsx'
import { Legend } from './legend.tsx'
import { Overview } from './overview.tsx'
import { pageLoad } from './page-load.ts'
import { originOf, placed, type Range, ticks, wholeRange } from './scale.ts'
import { type TimelineRow, timelineRows } from './span-tree.ts'
import { TimelineHead } from './timeline-head.tsx'
import { deepestLevel, TimelineRowView } from './timeline-row.tsx'
import { usePointerZoom } from './use-pointer-zoom.ts'
import { useZoom } from './use-zoom.ts'
import { zoomKey } from './zoom-keys.ts'

const TIMELINE_ROW = 28
const TIMELINE_TWO_LINES = 44
const HEAD = 28
const NAMES_MIN = 140

/** What the two-line form of a session's rows needs, with its axis. */
export function timelineHeight(spans: readonly SpanView[]): number {
  const rows = timelineRows(spans, [], (key) => key === FILES || isRendersKey(key)).length
  return 2 * HEAD + Math.max(2, rows) * TIMELINE_TWO_LINES + 8
}

interface TimelineProps {
  readonly spans: readonly SpanView[]
  readonly errors: readonly ErrorEvent[]
  /** Time zero where there is no span. Milliseconds since the epoch. */
  readonly origin: number
  readonly selected: string | null
  /** The part that is shown; undefined shows all. */
  readonly zoom: Range | undefined
  readonly onZoom: (range: Range | undefined) => void
  /** The span that the session began with: its first byte is marked on the axis. */
  readonly opener: string
  /** Whether requests for files, and the framework's own steps, have rows of their own. */
  readonly filesShown: boolean
  readonly rendersShown: boolean
  readonly onGroup: (group: 'files' | 'renders', shown: boolean) => void
  readonly onOpen: (span: SpanView, by: 'pointer' | 'keyboard') => void
  /** The keyboard went to another row. */
  readonly onMove: (span: SpanView) => void
}

/** All that a session caused, by parent and in time. */
export function Timeline(props: TimelineProps) {
  const { spans, errors, selected, filesShown, rendersShown } = props
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const { width, height } = useSize(scroller)
  const names = useSplit({ name: 'names', min: NAMES_MIN, max: 900 })
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set())
  const [cursor, setCursor] = useState<string | null>(null)
  const [hovered, setHovered] = useState<Hovered | null>(null)

  const origin = useMemo(() => originOf(spans, props.origin), [spans, props.origin])
  const whole = useMemo(() => wholeRange(spans, origin), [spans, origin])
  const rows = useMemo(
    () =>
      timelineRows(spans, errors, (key) => {
        if (key === FILES) return !filesShown
        return isRendersKey(key) ? !rendersShown : collapsed.has(key)
      }),
    [spans, errors, collapsed, filesShown, rendersShown],
  )
  const zoom = useZoom(whole, props.zoom, props.onZoom)

  const twoLines = width > 0 && width < 560
  const rowHeight = twoLines ? TIMELINE_TWO_LINES : TIMELINE_ROW
  const namesWidth = twoLines ? 0 : clamp(names.size ?? clamp(width * 0.34, 260, 560), NAMES_MIN, width * 0.5)
  const barsWidth = Math.max(0, width - namesWidth)
  const deepest = deepestLevel(twoLines ? width : namesWidth)
  const page = useMemo(() => pageLoad(spans, props.opener, origin), [spans, props.opener, origin])
  const firstByte =
    page?.firstByte == null ? null : (placed(page.firstByte, page.firstByte, zoom.range)?.left ?? null)
  const marks = ticks(zoom.range, Math.max(2, Math.floor(barsWidth / 96)))

  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    paddingStart: HEAD,
    scrollPaddingStart: HEAD,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured anew when the form changes
  useEffect(() => virtualizer.measure(), [rowHeight])

  const drag = usePointerZoom({ scroller, namesWidth, zoom, whole, onHover: setHovered })
  const cursorIndex = rows.findIndex((row) => row.key === (cursor ?? selected))
  const domId = (index: number) => `${id}-${index}`

  // The same functions all along: moving the pointer must not draw the rows again.
  const { onOpen, onGroup } = props
  const told = useRef({ onOpen, onGroup })
  told.current = { onOpen, onGroup }
  const toggle = useCallback((key: string, collapse: boolean) => {
    if (key === FILES || isRendersKey(key)) {
      told.current.onGroup(key === FILES ? 'files' : 'renders', !collapse)
      return
    }
    setCollapsed((known) => {
      const next = new Set(known)
      if (collapse) next.add(key)
      else next.delete(key)
      return next
    })
  }, [])
  const open = useCallback(
    (row: TimelineRow, by: 'pointer' | 'keyboard') => {
      setCursor(row.key)
      if (row.kind !== 'span') toggle(row.key, !row.collapsed)
      else told.current.onOpen(row.span, by)
    },
    [toggle],
  )
  const click = useCallback((row: TimelineRow) => open(row, 'pointer'), [open])

  function moveTo(index: number): void {
    const row = rows[index]
    if (row === undefined) return
    virtualizer.scrollToIndex(index)
    setCursor(row.key)
    if (row.kind === 'span') props.onMove(row.span)
  }

  function collapseOrLeave(): void {
    const row = rows[cursorIndex]
    if (row === undefined) return
    if (row.descendants > 0 && !row.collapsed) toggle(row.key, true)
    else moveTo(rows.findIndex((other) => other.key === row.parent))
  }

  function press(event: KeyboardEvent): void {
    if (event.target !== event.currentTarget) return
    const row = rows[cursorIndex]
    const next = zoomKey(event, zoom.range, whole, row, origin)
    const move = gridMove(
      event,
      cursorIndex,
      rows.length,
      Math.max(1, Math.floor((height - HEAD) / rowHeight) - 1),
    )
    if (next === undefined && move === undefined) return
    event.preventDefault()
    event.stopPropagation()
    if (next !== undefined) zoom.set(next)
    else if (move?.kind === 'move') moveTo(move.to)
    else if (move?.kind === 'collapse') collapseOrLeave()
    else if (move?.kind === 'expand' && row !== undefined) toggle(row.key, false)
    else if (move?.kind === 'open' && row !== undefined) open(row, 'keyboard')
  }

  return (
    <div className="relative flex h-full flex-col" style={{ '--names': `${namesWidth}px` } as CSSProperties}>
      <div className="timeline-top">
        {twoLines ? null : <Legend spans={spans} />}
        <Overview
          spans={spans}
          origin={origin}
          whole={whole}
          range={zoom.range}
          page={page?.range ?? null}
          onRange={zoom.set}
        />
      </div>
      <div
        ref={scroller}
        role="treegrid"
        aria-label="Timeline"
        aria-rowcount={rows.length}
        aria-activedescendant={cursorIndex >= 0 ? domId(cursorIndex) : undefined}
        aria-describedby={`${id}-keys`}
        tabIndex={0}
        data-grid="timeline"
        data-zoomed={!zoom.isWhole}
        className="timeline-scroller"
        onKeyDown={press}
        {...drag.handlers}
      >
        <TimelineHead
          marks={marks}
          range={zoom.range}
          namesWidth={namesWidth}
          barsWidth={barsWidth}
          cursorAt={drag.cursorAt}
          firstByteAt={firstByte}
        />
        <div
          role="rowgroup"
          className="relative"
          style={{ height: virtualizer.getTotalSize() - HEAD, minHeight: height - HEAD }}
        >
          <div aria-hidden="true" className="timeline-lines">
            {marks.map((mark) => (
              <i
                key={mark}
                style={{ left: `${((mark - zoom.range.from) / (zoom.range.to - zoom.range.from)) * 100}%` }}
              />
            ))}
            {firstByte === null ? null : <u style={{ left: `${firstByte * 100}%` }} />}
            {drag.selection === null ? null : (
              <b style={{ left: `${drag.selection.left * 100}%`, width: `${drag.selection.width * 100}%` }} />
            )}
            {drag.cursorAt === null ? null : <s style={{ left: `${drag.cursorAt * 100}%` }} />}
          </div>
          {virtualizer.getVirtualItems().map((item) => {
            const row = rows[item.index]
            return row === undefined ? null : (
              <TimelineRowView
                key={row.key}
                id={domId(item.index)}
                index={item.index}
                row={row}
                top={item.start - HEAD}
                origin={origin}
                range={zoom.range}
                twoLines={twoLines}
                deepest={deepest}
                cursor={item.index === cursorIndex}
                selected={row.key === selected}
                onToggle={toggle}
                onClick={click}
              />
            )
          })}
        </div>
      </div>
      {twoLines ? null : (
        <Splitter
          label="Width of the names"
          axis="x"
          size={namesWidth}
          min={NAMES_MIN}
          max={Math.floor(width / 2)}
          onResize={names.resize}
          className="timeline-splitter"
        />
      )}
      <p id={`${id}-keys`} className="sr-only">
        Arrow keys move and collapse, Enter opens the detail, plus and minus zoom, f fits the row, 0 shows
        all.
      </p>
      {hovered === null ? null : <HoverCard hovered={hovered} rows={rows} origin={origin} />}
    </div>
  )
}
