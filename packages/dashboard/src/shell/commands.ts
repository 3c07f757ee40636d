import type { SessionSummary } from '@kymo/protocol'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { logout } from '../api/endpoints.ts'
import { useLive } from '../api/live-context.ts'
import { accessQuery } from '../api/queries.ts'
import { clockNow } from '../clock/clock.ts'
import { asText, duration } from '../format/quantity.ts'
import { relativeTime } from '../format/time.ts'
import { chooseTheme } from '../theme/theme.ts'
import { PAGES } from './pages.ts'

export interface Command {
  readonly id: string
  readonly label: string
  readonly note?: string
  readonly keys?: string
  readonly mono?: boolean
  readonly run: () => void
}

export interface CommandGroup {
  readonly value: string
  readonly items: readonly Command[]
}

const SESSIONS = 8

/** The commands whose name contains the text, and the sessions that the collector found for it. */
export function useCommands(
  text: string,
  sessions: readonly SessionSummary[],
  onHelp: () => void,
): CommandGroup[] {
  const navigate = useNavigate()
  const live = useLive()
  const client = useQueryClient()
  const access = useQuery(accessQuery).data
  const paused = live.state === 'paused'
  const leave = async () => {
    await logout()
    await client.refetchQueries({ queryKey: accessQuery.queryKey })
  }

  const go: Command[] = [
    ...PAGES.flatMap((page): Command[] => [
      {
        id: page.to,
        label: `Go to ${page.name}`,
        keys: `g ${page.key}`,
        run: () => void navigate({ to: page.to }),
      },
      ...page.pages.slice(1).map(({ to, name }) => ({
        id: to,
        label: `Go to ${page.name}: ${name}`,
        run: () => void navigate({ to }),
      })),
    ]),
    {
      id: 'all',
      label: 'Show the fetches of all sessions',
      run: () => void navigate({ to: '/', search: { session: 'all' } }),
    },
    {
      id: 'failed',
      label: 'Show failed fetches of all sessions',
      run: () => void navigate({ to: '/', search: { session: 'all', status: '5xx' } }),
    },
    {
      id: 'actions',
      label: 'Show the server actions of all sessions',
      run: () => void navigate({ to: '/', search: { session: 'all', tab: 'actions' } }),
    },
  ]
  const act: Command[] = [
    {
      id: 'pause',
      label: paused ? 'Go on with live updates' : 'Pause live updates',
      keys: 'p',
      run: () => live.setPaused(!paused),
    },
    { id: 'dark', label: 'Dark theme', run: () => chooseTheme('dark') },
    { id: 'light', label: 'Light theme', run: () => chooseTheme('light') },
    { id: 'system', label: "The system's theme", run: () => chooseTheme('system') },
    ...(access?.by === 'session' ? [{ id: 'logout', label: 'Log out', run: () => void leave() }] : []),
    { id: 'help', label: 'Keyboard shortcuts', keys: '?', run: onHelp },
  ]
  const found = sessions.slice(0, SESSIONS).map(
    (session): Command => ({
      id: session.id,
      label: `${session.method} ${session.url}`,
      mono: true,
      note: `${asText(duration(session.duration))} · ${relativeTime(session.startTime, clockNow())}`,
      run: () => void navigate({ to: '/', search: { session: session.id } }),
    }),
  )

  const needle = text.toLowerCase()
  const named = (commands: Command[]) =>
    commands.filter((command) => command.label.toLowerCase().includes(needle))
  return [
    { value: 'Go', items: named(go) },
    { value: 'Sessions', items: found },
    { value: 'Do', items: named(act) },
  ].filter((group) => group.items.length > 0)
}
