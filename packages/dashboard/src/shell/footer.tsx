import type { CollectorStatus } from '@kymo/protocol'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useLiveState } from '../api/live-context.ts'
import { statusQuery } from '../api/queries.ts'
import { Hint } from '../controls/hint.tsx'
import { Size } from '../format/figures.tsx'
import { count } from '../format/quantity.ts'
import { absoluteTime } from '../format/time.ts'
import { ConnectionState } from './connection-state.tsx'
import { ProcessList } from './process-list.tsx'
import { PulseOnly } from './pulse-only.tsx'
import { usePulseOnly } from './use-pulse-only.ts'

/** The state of the connection and of the collector, always in view. */
export function Footer() {
  const { data: status } = useQuery(statusQuery)
  const state = useLiveState()
  const stale = state === 'reconnecting'
  return (
    <footer className="flex h-7 shrink-0 items-center gap-4 overflow-hidden border-t border-hairline px-3 text-label whitespace-nowrap text-dim">
      <ConnectionState />
      {status === undefined ? null : (
        <div className={`flex min-w-0 flex-1 items-center gap-4 ${stale ? 'opacity-60' : ''}`}>
          <CollectorFigures status={status} />
          <span className="ml-auto hidden text-faint md:inline">Kymo {status.version}</span>
        </div>
      )}
    </footer>
  )
}

function CollectorFigures({ status }: { status: CollectorStatus }) {
  const { store, dropped } = status
  const facts = store.spans + store.events + store.points
  const pulsing = usePulseOnly()
  if (pulsing !== undefined) return <PulseOnly processes={pulsing} />
  const since = store.oldest === null ? 'nothing yet' : `since ${absoluteTime(store.oldest)}`
  return (
    <>
      <ProcessList instances={status.instances} />
      <Hint
        text={`${count(store.spans)} spans, ${count(store.events)} events and ${count(store.points)} points, ${since}`}
      >
        <FooterFigure label="kept" className="hidden sm:inline">
          {count(facts)} {facts === 1 ? 'fact' : 'facts'}
        </FooterFigure>
      </Hint>
      <Hint text="Facts that agents had to drop because their buffer was full or the collector did not answer">
        <FooterFigure label="dropped" className={dropped > 0 ? 'text-slow' : ''}>
          {count(dropped)}
        </FooterFigure>
      </Hint>
      <Hint
        text={
          store.size === null
            ? 'The store keeps nothing on disk'
            : `On disk, kept by ${store.kind}; ${count(store.expired)} facts removed by retention`
        }
      >
        <FooterFigure label="store" className="hidden sm:inline">
          {store.size === null ? store.kind : <Size value={store.size} />}
        </FooterFigure>
      </Hint>
    </>
  )
}

interface FooterFigureProps extends React.ComponentProps<'span'> {
  readonly label: string
  readonly children: ReactNode
}

function FooterFigure({ label, children, className, ...props }: FooterFigureProps) {
  return (
    <span tabIndex={0} {...props} className={className}>
      {children} <span className="text-faint">{label}</span>
    </span>
  )
}
