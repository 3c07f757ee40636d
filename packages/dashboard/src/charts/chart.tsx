import { type KeyboardEvent, useEffect, useEffectEvent, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { useSize } from '../panes/use-size.ts'
import { useTheme } from '../theme/theme.ts'
import { chartMove } from './chart-keys.ts'
import { type Ink, readInk } from './ink.ts'

export interface ChartProps {
  /** What it shows, for those who do not see it. */
  readonly label: string
  readonly data: uPlot.AlignedData
  /** Seconds since the epoch. */
  readonly from: number
  readonly to: number
  /** Charts of one group share the cross-hair. */
  readonly group: string
  /** Asked for once a theme; what changes in between it has to look up when it draws. */
  readonly options: (ink: Ink) => Pick<uPlot.Options, 'series' | 'axes' | 'hooks' | 'padding'> & {
    readonly scale: uPlot.Scale
  }
  /** Index of the column under the cross-hair; null when it is elsewhere. */
  readonly onCursor: (index: number | null) => void
  /** A stretch was dragged over. Seconds since the epoch. */
  readonly onZoom: (from: number, to: number) => void
}

/** A time series, drawn on a canvas in the theme's colours. */
export function Chart(props: ChartProps) {
  const holder = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(undefined)
  const { width, height } = useSize(holder)
  const { theme } = useTheme()
  const { data, from, to, group } = props
  const cursor = useEffectEvent(props.onCursor)
  const zoom = useEffectEvent(props.onZoom)
  const options = useEffectEvent(props.options)
  const ready = width > 0 && height > 0
  const shown = useRef<uPlot.Range.MinMax>([from, to])
  shown.current = [from, to]

  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme's colours are read when it is made
  useEffect(() => {
    const element = holder.current
    if (element === null || !ready) return
    const ink = readInk(element)
    const { scale, ...rest } = options(ink)
    const made = new uPlot(
      {
        width: element.clientWidth,
        height: element.clientHeight,
        ms: 1e-3,
        legend: { show: false },
        cursor: {
          sync: { key: group, setSeries: false },
          y: false,
          points: { show: false },
          drag: { x: true, y: false, setScale: false },
        },
        scales: { x: { time: true, range: () => shown.current }, y: scale },
        ...rest,
        hooks: {
          ...rest.hooks,
          setCursor: [(self) => cursor(self.cursor.idx ?? null)],
          setSelect: [
            (self) => {
              const { left, width: dragged } = self.select
              if (dragged > 4) zoom(self.posToVal(left, 'x'), self.posToVal(left + dragged, 'x'))
              self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
            },
          ],
        },
      },
      data,
      element,
    )
    plot.current = made
    // A canvas does not wait for its font.
    void document.fonts.load(ink.font).then(() => plot.current?.redraw(false, true))
    return () => {
      made.destroy()
      plot.current = undefined
    }
  }, [ready, theme, group])

  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn anew when the window moves
  useEffect(() => plot.current?.setData(data, true), [data, from, to])
  useEffect(() => plot.current?.setSize({ width, height }), [width, height])

  function press(event: KeyboardEvent): void {
    const made = plot.current
    if (made === undefined) return
    const [times] = made.data
    const move = chartMove(event, { times, index: made.cursor.idx ?? null, from, to })
    if (move === undefined) return
    event.preventDefault()
    if (move.kind === 'zoom') props.onZoom(move.from, move.to)
    else {
      // As a pointer would: the charts of the group follow, to the time that stands beside their synchronisation.
      const time = times[move.to] ?? to
      const left = made.valToPos(time, 'x')
      if (made.cursor.sync !== undefined) made.cursor.sync.values = [time, 0]
      made.setCursor({ left, top: 0 }, true)
      uPlot
        .sync(group)
        .pub('mousemove', made, left, 0, made.over.clientWidth, made.over.clientHeight, move.to)
    }
  }

  return (
    <div
      ref={holder}
      role="img"
      aria-label={`${props.label}. Arrow keys read it, plus and minus zoom.`}
      tabIndex={0}
      className="chart"
      onKeyDown={press}
    />
  )
}
