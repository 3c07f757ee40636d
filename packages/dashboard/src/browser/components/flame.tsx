import type { CommitReport } from '@kymo/protocol'
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react'
import { Button } from '../../controls/button.tsx'
import { plural } from '../../format/plural.ts'
import { asText, count, duration } from '../../format/quantity.ts'
import { CAUSE_NAMES, CAUSE_TONES } from './cause-words.ts'
import { FlameCard, nodeWords } from './flame-card.tsx'
import { type FlameNode, foldStill } from './flame-fold.ts'
import { type FlameBox, flameMove, layoutFlame, placeBox } from './flame-layout.ts'
import { ownRows } from './own-rows.ts'

const ROW = 22
/** Boxes that are less of the width than this are drawn without their name. */
const NAMED = 0.015

const NONE: ReadonlySet<number> = new Set()

interface FlameProps {
  readonly label: string
  readonly report: CommitReport
  /** Whether what is not the app's is drawn, too. */
  readonly libraries: boolean
}

/**
 * What one commit rendered: a tree for the keyboard, a picture for the eye. Enter or a click zooms to a component, and
 * opens a row that stands for several.
 */
export function FlameView({ label, report, libraries }: FlameProps) {
  const [opened, setOpened] = useState<ReadonlySet<number>>(NONE)
  const { own, others } = useMemo(() => ownRows(report.nodes), [report])
  const nodes = libraries ? report.nodes : own
  const flame = useMemo(() => layoutFlame(foldStill(nodes, opened)), [nodes, opened])
  const { boxes, rows, timed, whole } = flame
  const id = useId()
  const tree = useRef<HTMLDivElement>(null)
  // Both are places among the nodes: rows come and go.
  const [cursor, setCursor] = useState(0)
  const [zoomed, setZoomed] = useState<number>()
  const [hovered, setHovered] = useState<{
    readonly box: FlameBox<FlameNode>
    readonly x: number
    readonly y: number
  }>()
  const zoom = boxes.find(({ node }) => node.source === zoomed)
  const at = Math.max(
    0,
    boxes.findLastIndex(({ node }) => node.source <= cursor),
  )
  const domId = (index: number) => `${id}-${index}`

  useEffect(() => {
    tree.current?.querySelector('[data-cursor]')?.scrollIntoView({ block: 'nearest' })
  })

  function choose({ node: { source, folded } }: FlameBox<FlameNode>): void {
    setCursor(source)
    setHovered(undefined)
    if (folded.length > 0) setOpened(new Set([...opened, source]))
    else setZoomed(zoomed === source ? undefined : source)
  }

  function press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const current = boxes[at]
    if (event.key === 'Enter') {
      if (current !== undefined) choose(current)
    } else if (event.key === '0') setZoomed(undefined)
    else {
      const to = flameMove(event.key, at, boxes)
      const target = to === undefined ? undefined : boxes[to]
      if (target === undefined) return
      setCursor(target.node.source)
      if (placeBox(target, zoom) === undefined) setZoomed(undefined)
    }
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <p className="flame-legend">
        {(['props', 'state', 'context', 'parent'] as const).map((cause) => (
          <span key={cause}>
            <span className={`cause-swatch ${CAUSE_TONES[cause]}`} />
            {cause === 'parent' ? 'parent only, wasted' : CAUSE_NAMES[cause]}
          </span>
        ))}
        <span>
          <span className="cause-swatch cause-mount" />
          mounted
        </span>
        <span>
          <span className="cause-swatch cause-still" />
          did not render
        </span>
        <span className="ml-auto text-faint">
          {timed
            ? `the width is ${asText(duration(whole))}`
            : 'React measured no times: the width is a count'}
          {libraries || others === 0 ? '' : `, ${count(others)} of libraries hidden`}
          {report.leftOut === 0 ? '' : `, ${plural(report.leftOut, 'component')} had no room`}
        </span>
        {opened.size === 0 ? null : <Button onClick={() => setOpened(NONE)}>Fold what did not render</Button>}
        {zoom === undefined ? null : <Button onClick={() => setZoomed(undefined)}>Whole commit</Button>}
      </p>
      <div
        ref={tree}
        role="tree"
        aria-label={label}
        aria-activedescendant={boxes.length === 0 ? undefined : domId(at)}
        tabIndex={0}
        className="flame"
        onKeyDown={press}
        onPointerLeave={() => setHovered(undefined)}
      >
        <div role="presentation" className="relative" style={{ height: rows * ROW }}>
          {boxes.map((box) => {
            const place = placeBox(box, zoom)
            if (place === undefined) return null
            const { node } = box
            return (
              <div
                key={node.source}
                id={domId(box.index)}
                role="treeitem"
                aria-level={box.row + 1}
                aria-label={nodeWords(node)}
                aria-selected={box === zoom}
                data-cursor={box.index === at || undefined}
                className={`flame-box ${toneOf(box)}`}
                style={{ left: `${place.left * 100}%`, width: `${place.width * 100}%`, top: box.row * ROW }}
                onClick={() => choose(box)}
                onPointerMove={(event) =>
                  event.pointerType === 'touch'
                    ? undefined
                    : setHovered({ box, x: event.clientX, y: event.clientY })
                }
              >
                {place.width < NAMED ? null : node.name}
              </div>
            )
          })}
        </div>
      </div>
      {hovered === undefined ? null : <FlameCard {...hovered} />}
    </div>
  )
}

function toneOf({ node: { kind, causes } }: FlameBox): string {
  if (kind === 'still') return 'cause-still'
  if (kind === 'mount') return 'cause-mount'
  return CAUSE_TONES[causes?.[0] ?? 'unknown']
}
