import type { BrowserCall } from '@kymo/protocol'
import { useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { spanRefText } from '../../address/span-ref.ts'
import { Button } from '../../controls/button.tsx'
import { Duration } from '../../format/figures.tsx'
import { count } from '../../format/quantity.ts'
import { DataGrid } from '../../lists/data-grid.tsx'
import { rowsOf } from '../../lists/row-source.ts'
import { EmptyState } from '../../status/empty-state.tsx'
import { StatusCode } from '../../status/status-code.tsx'
import { RangeStrip } from '../../timeline/range-strip.tsx'
import { originOf, parseZoom, placed, wholeRange, zoomRange, zoomText } from '../../timeline/scale.ts'
import { useZoom } from '../../timeline/use-zoom.ts'
import { CallBar } from './call-bar.tsx'
import { CallCard, type HoveredCall } from './call-card.tsx'
import { callColumns } from './call-columns.tsx'
import { isFailed, isSlow, pathOf } from './call-facts.ts'
import { CallMarks } from './call-marks.tsx'
import { WaterfallLegend } from './waterfall-legend.tsx'

interface WaterfallProps {
  readonly calls: readonly BrowserCall[]
  readonly slowThreshold: number
  /** The zoom of the address. */
  readonly zoom: string | undefined
  readonly onZoom: (zoom: string | undefined) => void
}

const keyOf = (call: BrowserCall) => call.id
const WIDTH = 1000
const HEIGHT = 24
const LANES = 6

/** The calls of one visit along one time axis. Each leads to its place in the timeline of its session. */
export function Waterfall({ calls, slowThreshold, zoom: told, onZoom }: WaterfallProps) {
  const navigate = useNavigate()
  const [cursor, setCursor] = useState<string | null>(null)
  const [hovered, setHovered] = useState<HoveredCall>()
  const origin = useMemo(() => originOf(calls, 0), [calls])
  const whole = useMemo(() => wholeRange(calls, origin), [calls, origin])
  const toldRange = useMemo(() => parseZoom(told), [told])
  const zoom = useZoom(whole, toldRange, (range) => onZoom(range === undefined ? undefined : zoomText(range)))
  const { from, to } = zoom.range
  const rows = useMemo(
    () =>
      calls.filter(
        ({ startTime, duration }) =>
          placed(startTime - origin, startTime - origin + duration, { from, to }) !== undefined,
      ),
    [calls, origin, from, to],
  )
  const source = useMemo(() => rowsOf(rows, keyOf), [rows])
  const columns = useMemo(
    () => callColumns({ slowThreshold, origin, range: { from, to } }),
    [slowThreshold, origin, from, to],
  )

  function open(call: BrowserCall): void {
    setCursor(call.id)
    if (call.visitId === null) return
    void navigate({
      to: '/',
      search: { session: call.visitId, detail: spanRefText({ traceId: call.traceId, spanId: call.id }) },
    })
  }

  return (
    <div className="waterfall">
      <div className="flex min-h-8 shrink-0 flex-wrap items-center gap-x-3 px-4">
        <WaterfallLegend />
        <span className="ml-auto flex items-center gap-1 py-0.5">
          {zoom.isWhole ? null : (
            <>
              <span className="pr-2 text-label text-faint">
                {count(rows.length)} of {count(calls.length)} in this part
              </span>
              <Button onClick={() => zoom.set(whole)}>Show all</Button>
            </>
          )}
          <Button
            aria-label="Closer"
            title="Closer"
            onClick={() => zoom.set(zoomRange(zoom.range, whole, 0.5, (from + to) / 2))}
          >
            +
          </Button>
          <Button
            aria-label="Farther"
            title="Farther"
            onClick={() => zoom.set(zoomRange(zoom.range, whole, 2, (from + to) / 2))}
          >
            −
          </Button>
        </span>
      </div>
      <div className="waterfall-strip" title="Drag to zoom to a part">
        <RangeStrip whole={whole} range={zoom.range} onRange={zoom.set} width={WIDTH} height={HEIGHT}>
          <Lines calls={calls} origin={origin} length={whole.to - whole.from} />
        </RangeStrip>
      </div>
      <div
        className="min-h-0 flex-1 border-t border-hairline"
        onPointerMove={(event) => {
          const bars =
            event.pointerType !== 'touch' && event.target instanceof Element
              ? event.target.closest<HTMLElement>('[data-call]')
              : null
          const call = bars === null ? undefined : source.at(source.indexOf(bars.dataset.call ?? ''))
          setHovered(call === undefined ? undefined : { call, x: event.clientX, y: event.clientY })
        }}
        onPointerLeave={() => setHovered(undefined)}
      >
        <DataGrid
          label="Calls"
          primary
          source={source}
          columns={columns}
          keyOf={keyOf}
          compact={(call) => (
            <>
              <span className="flex items-center gap-2">
                <code className="min-w-0 flex-1 truncate">
                  <span className="text-dim">{call.method}</span> {pathOf(call.url)}
                </code>
                <Duration value={call.duration} className={isSlow(call, slowThreshold) ? 'text-slow' : ''} />
              </span>
              <span className="flex items-center gap-3 text-label text-dim">
                <StatusCode code={call.statusCode} failed={isFailed(call)} />
                <span className="call-bars">
                  <CallBar call={call} origin={origin} range={{ from, to }} />
                </span>
                <span className="flex gap-2">
                  <CallMarks call={call} slowThreshold={slowThreshold} />
                </span>
              </span>
            </>
          )}
          compactBelow={520}
          cursor={cursor}
          onCursor={(call) => setCursor(call.id)}
          selected={null}
          onOpen={open}
          empty={<EmptyState title="No call matches" />}
        />
      </div>
      {hovered === undefined ? null : <CallCard hovered={hovered} origin={origin} />}
    </div>
  )
}

/** All calls in one small picture; those that failed stand out. */
function Lines({ calls, origin, length }: { calls: readonly BrowserCall[]; origin: number; length: number }) {
  const [fine, failed] = useMemo(() => {
    const paths = ['', '']
    calls.forEach((call, index) => {
      const x = ((call.startTime - origin) / length) * WIDTH
      const y = ((index % LANES) + 1) * (HEIGHT / (LANES + 1))
      const width = Math.max(1, (call.duration / length) * WIDTH)
      paths[isFailed(call) ? 1 : 0] += `M${x.toFixed(1)} ${y.toFixed(1)}h${width.toFixed(1)}`
    })
    return paths
  }, [calls, origin, length])
  const line = { stroke: 'currentColor', strokeWidth: 1.5, vectorEffect: 'non-scaling-stroke' } as const
  return (
    <>
      <path d={fine} className="text-kind-fetch" {...line} />
      <path d={failed} className="text-error" {...line} />
    </>
  )
}
