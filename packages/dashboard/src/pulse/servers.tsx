import type { PulseSnapshot, ServerPulse } from '@kymo/protocol'
import { type KeyboardEvent, useCallback, useRef, useState } from 'react'
import { Age } from '../clock/age.tsx'
import { Button } from '../controls/button.tsx'
import { plural } from '../format/plural.ts'
import { gridMove } from '../lists/grid-keys.ts'
import { focusDrawer } from '../panes/drawer-focus.ts'
import { Section } from '../panes/section.tsx'
import { Mark } from '../status/mark.tsx'
import type { ChosenFleet } from './choose-fleet.ts'
import { type ChangePulse, NO_DETAIL, type PulseSearch } from './search.ts'
import { ServerCard } from './server-card.tsx'
import { ServerTile } from './server-tile.tsx'
import { useWallSize } from './wall-size.ts'

/** With more servers than this, each has a tile in place of a card; on a wall, where nothing is scrolled, sooner. */
const CARDS = 24
const CARDS_ON_WALL = { short: 4, usual: 8, large: 8 } as const
/** With more than this, tiles on a wall say less. */
const TILES_ON_WALL = 48

interface ServersProps {
  readonly fleet: ChosenFleet
  readonly history: PulseSnapshot['history']
  readonly search: PulseSearch
  readonly onChange: ChangePulse
}

/** Every server, always in the same place. One tab stop; the arrow keys do the rest. */
export function Servers({ fleet, history, search, onChange }: ServersProps) {
  const { servers, left, lost } = fleet
  const [cursor, setCursor] = useState<string | null>(null)
  const list = useRef<HTMLUListElement>(null)
  const size = useWallSize()
  const many = servers.length > (size === undefined ? CARDS : CARDS_ON_WALL[size])
  const crowd = servers.length > TILES_ON_WALL
  const Item = many ? ServerTile : ServerCard
  const known = (id: string | null | undefined) => servers.some((server) => server.id === id)
  const reachable = known(cursor) ? cursor : known(search.server) ? search.server : servers[0]?.id

  const change = useRef(onChange)
  change.current = onChange
  const isOpen = useRef(false)
  isOpen.current = search.server !== undefined
  const open = useCallback((id: string, by: 'pointer' | 'keyboard') => {
    setCursor(id)
    change.current({ ...NO_DETAIL, server: id }, isOpen.current ? 'replace' : 'push')
    if (by === 'keyboard') focusDrawer()
  }, [])

  function press(event: KeyboardEvent): void {
    const at = servers.findIndex(({ id }) => id === (search.server ?? (known(cursor) ? cursor : undefined)))
    const columns = columnsOf(list.current)
    const move = gridMove(alongRows(event, at, columns), at, servers.length, columns)
    if (move?.kind !== 'move') return
    const next = servers[move.to]
    if (next === undefined) return
    event.preventDefault()
    event.stopPropagation()
    setCursor(next.id)
    if (list.current?.contains(document.activeElement)) nameOf(list.current, next)?.focus()
    if (search.server !== undefined) onChange({ server: next.id }, 'replace')
  }

  return (
    <Section
      label="Servers"
      className="pulse-servers"
      note={
        <>
          {lost === 0 && search.state === undefined ? null : (
            <Button
              aria-pressed={search.state === 'lost'}
              className={`h-6! ${search.state === 'lost' ? 'border-accent! bg-accent-fill text-text' : ''}`}
              onClick={() => onChange({ state: search.state === 'lost' ? undefined : 'lost' })}
            >
              <Mark shape="hollow-diamond" className="text-lost" />
              {lost} lost
            </Button>
          )}
          <span>{plural(servers.length, 'server')}</span>
        </>
      }
    >
      {servers.length === 0 ? (
        <p className="px-4 pb-4 text-dim">
          {search.q !== undefined
            ? `No server${search.state === 'lost' ? ' that is lost' : ''} has “${search.q}” in its name.`
            : search.state === 'lost'
              ? 'No server is lost.'
              : 'No server answers any more.'}
        </p>
      ) : (
        <ul
          ref={list}
          aria-label="Servers"
          data-grid="primary"
          tabIndex={-1}
          className={`servers ${many ? 'servers-many' : ''} ${crowd ? 'servers-crowd' : ''}`}
          onKeyDown={press}
        >
          {servers.map((server) => (
            <Item
              key={server.id}
              server={server}
              history={history[server.id]}
              selected={server.id === search.server}
              reachable={server.id === reachable}
              onOpen={open}
            />
          ))}
        </ul>
      )}
      {left.length === 0 || search.state === 'lost' ? null : (
        <p className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2 text-label text-faint">
          Left in the last 10 minutes:
          {left.map((server) => (
            <button
              key={server.id}
              type="button"
              className="flex items-center gap-1.5 text-dim hover:text-text"
              onClick={(event) => open(server.id, event.detail === 0 ? 'keyboard' : 'pointer')}
            >
              <Mark shape="dash" />
              {server.id} left
              <Age time={server.lastSeen} ago className="text-faint" />
            </button>
          ))}
        </p>
      )}
    </Section>
  )
}

function columnsOf(list: HTMLElement | null): number {
  return list === null ? 1 : getComputedStyle(list).gridTemplateColumns.split(' ').length
}

/** Left and right go by one, up and down by a row; `j` and `k` by one, as in every list. */
function alongRows(event: KeyboardEvent, at: number, columns: number): Parameters<typeof gridMove>[0] {
  const key =
    event.key === 'ArrowRight'
      ? 'j'
      : event.key === 'ArrowLeft'
        ? 'k'
        : at < 0
          ? event.key
          : BY_ROWS[event.key]
  const { ctrlKey, metaKey, altKey } = event
  return { key: columns === 1 ? event.key : (key ?? event.key), ctrlKey, metaKey, altKey }
}

const BY_ROWS: Readonly<Record<string, string>> = { ArrowDown: 'PageDown', ArrowUp: 'PageUp' }

function nameOf(list: HTMLElement, { id }: ServerPulse): HTMLElement | null {
  return list.querySelector(`[data-server="${CSS.escape(id)}"] .server-name`)
}
