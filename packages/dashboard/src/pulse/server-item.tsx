import type { PulseHistory, ServerPulse } from '@kymo/protocol'
import type { ReactNode } from 'react'
import { StateMark } from './state-mark.tsx'

export interface ServerItemProps {
  readonly server: ServerPulse
  readonly history: PulseHistory | undefined
  /** Its detail is open. */
  readonly selected: boolean
  /** It is the one that the Tab key goes to. */
  readonly reachable: boolean
  readonly onOpen: (id: string, by: 'pointer' | 'keyboard') => void
}

interface FrameProps extends Omit<ServerItemProps, 'history'> {
  readonly className?: string
  /** Beside its name. */
  readonly note?: ReactNode
  readonly children: ReactNode
}

/** A server's place among the others. Its name opens its detail, wherever in it is clicked. */
export function ServerItem(props: FrameProps) {
  const { server, selected, reachable, onOpen, className = '', note, children } = props
  return (
    <li
      className={`server ${className}`}
      data-server={server.id}
      data-state={server.state}
      aria-current={selected || undefined}
    >
      <div className="flex items-center gap-2">
        <StateMark state={server.state} />
        <button
          type="button"
          tabIndex={reachable ? 0 : -1}
          className="server-name"
          title={server.id}
          onClick={(event) => onOpen(server.id, event.detail === 0 ? 'keyboard' : 'pointer')}
        >
          {server.id}
        </button>
        {note}
      </div>
      {children}
    </li>
  )
}
