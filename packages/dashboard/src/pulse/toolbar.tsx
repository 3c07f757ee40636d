import type { PulseSnapshot } from '@kymo/protocol'
import { Button, IconButton } from '../controls/button.tsx'
import { Choice } from '../controls/choice.tsx'
import { TextFilter } from '../controls/text-filter.tsx'
import { TimeRange } from '../controls/time-range.tsx'
import { choicesOf } from './choose-fleet.ts'
import { type ChangePulse, DEFAULT_WINDOW, NO_DETAIL, type PulseSearch, WINDOWS } from './search.ts'

interface ToolbarProps {
  readonly snapshot: PulseSnapshot | undefined
  readonly search: PulseSearch
  readonly firing: number
  readonly onChange: ChangePulse
}

/** What the page is of: servers, apps and time. */
export function Toolbar({ snapshot, search, firing, onChange }: ToolbarProps) {
  const { apps, environments } = snapshot === undefined ? { apps: [], environments: [] } : choicesOf(snapshot)
  const filter = (label: string, name: 'app' | 'environment', values: readonly string[]) =>
    values.length < 2 && search[name] === undefined ? null : (
      <Choice
        label={label}
        value={search[name]}
        options={values.map((value) => ({ value }))}
        onChange={(value) => onChange({ [name]: value })}
      />
    )
  return (
    <div className="flex h-11 shrink-0 items-center gap-3 overflow-x-auto border-b border-hairline pr-3 pl-2">
      <h1 className="sr-only">Pulse</h1>
      <TextFilter
        label="Filter servers"
        value={search.q}
        onChange={(q) => onChange({ q }, 'replace')}
        className="w-44 min-w-32"
        primary
      />
      <TimeRange
        window={search.window}
        fallback={DEFAULT_WINDOW}
        windows={WINDOWS}
        from={search.from}
        to={search.to}
        onChange={(window) => onChange({ window, from: undefined, to: undefined })}
      />
      {filter('App', 'app', apps)}
      {filter('Environment', 'environment', environments)}
      <Button
        className="ml-auto"
        aria-pressed={search.panel === 'alerts'}
        onClick={() => onChange({ ...NO_DETAIL, panel: search.panel === 'alerts' ? undefined : 'alerts' })}
      >
        Alerts
        {firing === 0 ? null : (
          <span className="rounded-full bg-error-fill px-1.5 text-label leading-4 font-medium text-error">
            {firing}
          </span>
        )}
      </Button>
      <IconButton
        icon="expand"
        label="For a display on a wall"
        className="hidden sm:grid"
        onClick={() => onChange({ ...NO_DETAIL, wall: '1' })}
      />
    </div>
  )
}
