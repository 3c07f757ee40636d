import { Age } from '../../clock/age.tsx'
import { count } from '../../format/quantity.ts'
import { Drawer } from '../../panes/drawer.tsx'
import { DrawerFigure, DrawerFigures, DrawerPart } from '../../panes/drawer-part.tsx'
import { EmptyState } from '../../status/empty-state.tsx'
import type { SignalRow } from './choose-signals.ts'
import { cycleText } from './cycles.ts'
import { KIND_SIGNS } from './signal-words.ts'

interface SignalDrawerProps {
  readonly id: number
  readonly signals: readonly SignalRow[]
  readonly cycles: readonly (readonly number[])[]
  readonly excessive: number | null
  readonly onSelect: (id: number) => void
  readonly onClose: () => void
}

/** One signal: what it depends on, and what depends on it. */
export function SignalDrawer({ id, signals, cycles, excessive, onSelect, onClose }: SignalDrawerProps) {
  const row = signals.find((signal) => signal.id === id)
  const dependsOn = signals.filter((signal) => row?.dependsOn.includes(signal.id))
  const dependents = signals.filter((signal) => signal.dependsOn.includes(id))
  const own = cycles.filter((cycle) => cycle.includes(id))
  return (
    <Drawer
      label="Signal"
      title={<h2 className="font-mono break-all">{row?.name ?? `#${id}`}</h2>}
      onClose={onClose}
    >
      {row === undefined ? (
        <EmptyState title="Nothing was told of this signal in this time" />
      ) : (
        <div className="pb-6">
          <DrawerFigures>
            <DrawerFigure name="Updates">{count(row.updates)}</DrawerFigure>
            <DrawerFigure name="Busiest second">
              <span className={excessive !== null && row.peak >= excessive ? 'text-slow' : ''}>
                {count(row.peak)}
              </span>
            </DrawerFigure>
            <DrawerFigure name="Subscribers">{count(row.subscribers)}</DrawerFigure>
            <DrawerFigure name="Kind">{row.kind}</DrawerFigure>
            <DrawerFigure name="Library">{row.library}</DrawerFigure>
            <DrawerFigure name={row.gone ? 'Gone since' : 'Last told'}>
              <Age time={row.lastSeen} ago />
            </DrawerFigure>
          </DrawerFigures>
          {excessive !== null && row.peak >= excessive ? (
            <p className="px-4 pt-3 text-slow">
              It updated {count(row.peak)} times in one second; from {count(excessive)} that is too often.
            </p>
          ) : null}
          {own.map((cycle) => (
            <p key={cycle.join()} className="px-4 pt-3 text-error">
              It is in a cycle: <code>{cycleText(cycle, signals)}</code>
            </p>
          ))}
          <Others title="Depends on" rows={dependsOn} none="It depends on no other." onSelect={onSelect} />
          <Others
            title="What depends on it"
            rows={dependents}
            none={row.subscribers === 0 ? 'Nothing depends on it.' : 'What depends on it was not told of.'}
            onSelect={onSelect}
          />
        </div>
      )}
    </Drawer>
  )
}

interface OthersProps {
  readonly title: string
  readonly rows: readonly SignalRow[]
  readonly none: string
  readonly onSelect: (id: number) => void
}

function Others({ title, rows, none, onSelect }: OthersProps) {
  return (
    <DrawerPart title={title}>
      {rows.length === 0 ? (
        <p className="px-4 text-dim">{none}</p>
      ) : (
        <ul className="px-4">
          {rows.map((row) => (
            <li key={row.id} className="border-t border-hairline">
              <button
                type="button"
                className="flex h-7 w-full items-center gap-2 text-left hover:bg-row-hover"
                onClick={() => onSelect(row.id)}
              >
                <span aria-hidden="true" className="w-3 text-center text-label text-dim">
                  {KIND_SIGNS[row.kind]}
                </span>
                <code className="min-w-0 truncate">{row.name}</code>
                <span className="ml-auto text-dim">{count(row.updates)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </DrawerPart>
  )
}
