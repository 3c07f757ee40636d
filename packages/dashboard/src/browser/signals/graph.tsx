import { type KeyboardEvent, useEffect, useEffectEvent, useMemo, useRef } from 'react'
import { Button } from '../../controls/button.tsx'
import { plural } from '../../format/plural.ts'
import { count } from '../../format/quantity.ts'
import { useSize } from '../../panes/use-size.ts'
import type { ChosenSignals, SignalRow } from './choose-signals.ts'
import { cycleEdges, edgeKey } from './cycles.ts'
import { layoutGraph, NODE_HEIGHT, NODE_WIDTH } from './graph-layout.ts'
import { KIND_SIGNS } from './signal-words.ts'
import { useView } from './use-view.ts'

interface GraphProps {
  readonly chosen: ChosenSignals
  readonly cycles: readonly (readonly number[])[]
  /** Updates in one second from which a signal updates too often. */
  readonly excessive: number | null
  readonly selected: number | undefined
  readonly onSelect: (id: number) => void
}

const STEP = 60

/** Which signals depend on which. The list beside it has the same for the keyboard. */
export function SignalGraph({ chosen, cycles, excessive, selected, onSelect }: GraphProps) {
  const frame = useRef<HTMLDivElement>(null)
  const size = useSize(frame)
  const { signals, of } = chosen
  // Figures change all the time, the picture only with the graph.
  const shape = signals.map(({ id, dependsOn }) => `${id}<${dependsOn.join(',')}`).join(' ')
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const layout = useMemo(() => layoutGraph(signals), [shape])
  const byId = useMemo(() => new Map(signals.map((signal) => [signal.id, signal])), [signals])
  const places = useMemo(() => new Map(layout.nodes.map((node) => [node.id, node])), [layout])
  // The hottest, which is the first.
  const start = places.get(signals[0]?.id ?? -1) ?? { x: 0, y: 0 }
  const { view, zoom, move, fit, show, handlers } = useView({ frame, size, content: layout, start })
  const circular = useMemo(() => cycleEdges(cycles), [cycles])
  const inCycle = useMemo(() => new Set(cycles.flat()), [cycles])
  const hottest = Math.max(1, ...signals.map(({ updates }) => updates))

  const reveal = useEffectEvent((id: number) => {
    const place = places.get(id)
    if (place !== undefined) show(place.x, place.y)
  })
  const measured = size.width > 0
  useEffect(() => {
    if (selected !== undefined && measured) reveal(selected)
  }, [selected, measured])

  const isNear = (id: number) =>
    selected === undefined ||
    id === selected ||
    byId.get(selected)?.dependsOn.includes(id) === true ||
    byId.get(id)?.dependsOn.includes(selected) === true

  function press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'ArrowLeft') move(STEP, 0)
    else if (event.key === 'ArrowRight') move(-STEP, 0)
    else if (event.key === 'ArrowUp') move(0, STEP)
    else if (event.key === 'ArrowDown') move(0, -STEP)
    else if (event.key === '+' || event.key === '=') zoom(1.25)
    else if (event.key === '-') zoom(0.8)
    else if (event.key === '0') fit()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <section aria-label="Graph" className="signal-graph">
      <div className="graph-head">
        {(['signal', 'computed', 'effect'] as const).map((kind) => (
          <span key={kind}>
            <span className="graph-sign">{KIND_SIGNS[kind]}</span> {kind}
          </span>
        ))}
        <span className="text-slow">▲ too many updates</span>
        {cycles.length === 0 ? null : <span className="text-error">↻ {plural(cycles.length, 'cycle')}</span>}
        <span className="ml-auto text-faint">
          {signals.length < of
            ? `${count(signals.length)} of ${count(of)}: the most updated, and what is next to them`
            : plural(of, 'signal')}
        </span>
        <span className="flex gap-1">
          <Button aria-label="Closer" title="Closer (+)" onClick={() => zoom(1.25)}>
            +
          </Button>
          <Button aria-label="Farther" title="Farther (−)" onClick={() => zoom(0.8)}>
            −
          </Button>
          <Button title="The whole graph (0)" onClick={fit}>
            Fit
          </Button>
        </span>
      </div>
      <div
        ref={frame}
        role="img"
        aria-label={`Graph of ${plural(signals.length, 'signal')} with ${plural(layout.edges.length, 'dependence')}${
          cycles.length === 0 ? '' : ` and ${plural(cycles.length, 'cycle')}`
        }. Arrow keys move it, plus and minus zoom; the list beside it has the same signals.`}
        tabIndex={0}
        className="graph-frame"
        onKeyDown={press}
        {...handlers}
      >
        <svg width={size.width} height={size.height} aria-hidden="true">
          <g
            transform={`translate(${view.x.toFixed(1)} ${view.y.toFixed(1)}) scale(${view.scale.toFixed(3)})`}
          >
            {layout.edges.map(({ from, to }) => {
              const a = places.get(from)
              const b = places.get(to)
              if (a === undefined || b === undefined) return null
              const near = selected === undefined || from === selected || to === selected
              return (
                <path
                  key={edgeKey(from, to)}
                  d={curve(a, b)}
                  className="graph-edge"
                  data-cycle={circular.has(edgeKey(from, to)) || undefined}
                  data-far={near ? undefined : true}
                  data-near={selected !== undefined && near ? true : undefined}
                />
              )
            })}
            {layout.nodes.map(({ id, x, y }) => {
              const signal = byId.get(id)
              return signal === undefined ? null : (
                <g
                  key={id}
                  transform={`translate(${x} ${y})`}
                  className="graph-node"
                  data-signal={id}
                  data-kind={signal.kind}
                  data-selected={id === selected || undefined}
                  data-cycle={inCycle.has(id) || undefined}
                  data-far={isNear(id) ? undefined : true}
                  onClick={() => onSelect(id)}
                >
                  <title>{nodeTitle(signal, inCycle.has(id))}</title>
                  <rect width={NODE_WIDTH} height={NODE_HEIGHT} rx={signal.kind === 'effect' ? 12 : 4} />
                  <path
                    d={`M6 ${NODE_HEIGHT - 2.5}h${(NODE_WIDTH - 12) * heat(signal.updates, hottest)}`}
                    className="graph-heat"
                  />
                  <text x="9" y="16" className="graph-sign">
                    {KIND_SIGNS[signal.kind]}
                  </text>
                  <text x="24" y="15.5">
                    {shortName(signal.name)}
                  </text>
                  {inCycle.has(id) ? (
                    <text x={NODE_WIDTH - 8} y="16" className="graph-mark text-error">
                      ↻
                    </text>
                  ) : excessive !== null && signal.peak >= excessive ? (
                    <text x={NODE_WIDTH - 8} y="16" className="graph-mark text-slow">
                      ▲
                    </text>
                  ) : null}
                </g>
              )
            })}
          </g>
        </svg>
      </div>
    </section>
  )
}

interface Point {
  readonly x: number
  readonly y: number
}

/** From the right of what is depended on to the left of what depends; around, where that stands before it. */
function curve(from: Point, to: Point): string {
  const x1 = from.x + NODE_WIDTH
  const y1 = from.y + NODE_HEIGHT / 2
  const y2 = to.y + NODE_HEIGHT / 2
  if (to.x > from.x) {
    const bend = Math.max(24, (to.x - x1) / 2)
    return `M${x1} ${y1}C${x1 + bend} ${y1} ${to.x - bend} ${y2} ${to.x} ${y2}`
  }
  const below = Math.max(y1, y2) + NODE_HEIGHT
  return `M${x1} ${y1}C${x1 + 50} ${below} ${to.x - 50} ${below} ${to.x} ${y2}`
}

/** How often it was updated, 0 to 1: by the logarithm, so that few are seen beside many. */
function heat(updates: number, hottest: number): number {
  return updates <= 0 ? 0 : Math.log1p(updates) / Math.log1p(hottest)
}

const LONGEST = 14

function shortName(name: string): string {
  return name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name
}

function nodeTitle({ name, kind, updates, peak, subscribers }: SignalRow, inCycle: boolean): string {
  return [
    `${name}, ${kind}`,
    `${plural(updates, 'update')}, at most ${count(peak)} in a second`,
    plural(subscribers, 'subscriber'),
    ...(inCycle ? ['in a cycle'] : []),
  ].join('\n')
}
