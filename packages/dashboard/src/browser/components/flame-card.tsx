import type { CommitNode } from '@kymo/protocol'
import { Duration } from '../../format/figures.tsx'
import { asText, duration } from '../../format/quantity.ts'
import { CAUSE_NAMES, CAUSE_WORDS } from './cause-words.ts'
import type { FlameNode } from './flame-fold.ts'
import type { FlameBox } from './flame-layout.ts'

const KINDS: Readonly<Record<CommitNode['kind'], string>> = {
  mount: 'mounted',
  update: 'rendered again',
  still: 'did not render',
}

/** All that is known of a row of a commit, in one text. */
export function nodeWords({
  name,
  kind,
  library,
  selfTime,
  totalTime,
  causes,
  keys,
  folded,
}: FlameNode): string {
  if (folded.length > 0) return `${name}: ${folded.map((node) => node.name).join(', ')}. Enter shows them.`
  return [
    name,
    library === undefined ? null : 'of a library',
    KINDS[kind],
    totalTime === undefined ? null : `${asText(duration(totalTime))} with its children`,
    selfTime === undefined ? null : `${asText(duration(selfTime))} itself`,
    causes === undefined || causes.length === 0
      ? null
      : `because of ${causes.map((cause) => CAUSE_NAMES[cause]).join(', ')}`,
    keys === undefined || keys.length === 0 ? null : `changed: ${keys.join(', ')}`,
  ]
    .filter((part) => part !== null)
    .join(', ')
}

const WIDTH = 280

/** The exact figures of the box under the pointer. For the keyboard each box says them. */
export function FlameCard({ box, x, y }: { box: FlameBox<FlameNode>; x: number; y: number }) {
  const { node } = box
  const left = x + 14 + WIDTH < window.innerWidth ? x + 14 : Math.max(8, x - WIDTH - 14)
  const below = y < window.innerHeight - 200
  return (
    <div
      aria-hidden="true"
      className="popup pointer-events-none fixed z-40 p-3"
      style={{ left, width: WIDTH, ...(below ? { top: y + 16 } : { bottom: window.innerHeight - y + 12 }) }}
    >
      {node.folded.length > 0 ? <Folded of={node.folded} /> : <Component node={node} />}
    </div>
  )
}

/** Names of components in one row that there is room for. */
const NAMED = 12

function Folded({ of }: { of: readonly CommitNode[] }) {
  const more = of.length - NAMED
  return (
    <>
      <p className="pb-1">{of.length} that did not render. A click shows them.</p>
      <ul className="font-mono text-dim">
        {of.slice(0, NAMED).map(({ name }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: their order never changes
          <li key={index} className="truncate">
            {name}
          </li>
        ))}
      </ul>
      {more > 0 ? <p className="text-dim">and {more} more</p> : null}
    </>
  )
}

function Component({ node }: { node: CommitNode }) {
  return (
    <>
      <p className="pb-1 font-mono break-all">{node.name}</p>
      <p className="text-dim">
        {KINDS[node.kind]}
        {node.library === undefined ? '' : ', of a library'}
      </p>
      {node.totalTime === undefined ? null : (
        <p className="flex justify-between pt-1">
          <span className="text-dim">With its children</span>
          <Duration value={node.totalTime} />
        </p>
      )}
      {node.selfTime === undefined ? null : (
        <p className="flex justify-between">
          <span className="text-dim">Itself</span>
          <Duration value={node.selfTime} />
        </p>
      )}
      {node.causes?.map((cause) => (
        <p key={cause} className="pt-1">
          <span className="font-medium">{CAUSE_NAMES[cause]}</span>
          <span className="text-dim">: {CAUSE_WORDS[cause]}</span>
        </p>
      ))}
      {node.keys === undefined || node.keys.length === 0 ? null : (
        <p className="pt-1">
          <span className="text-dim">Changed: </span>
          <code className="break-all">{node.keys.join(', ')}</code>
        </p>
      )}
    </>
  )
}
