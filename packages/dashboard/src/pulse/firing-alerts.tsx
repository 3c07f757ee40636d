import type { AlertStatus } from '@kymo/protocol'
import { plural } from '../format/plural.ts'
import { Mark } from '../status/mark.tsx'
import { alertFigure } from './alert-figure.ts'
import { type ChangePulse, NO_DETAIL } from './search.ts'
import { Since } from './since.tsx'
import { useWallSize } from './wall-size.ts'

interface FiringAlertsProps {
  readonly firing: readonly AlertStatus[]
  readonly onChange: ChangePulse
}

/** More are in the drawer. */
const SHOWN = 4
const SHOWN_ON_SHORT_WALL = 2

/** What needs somebody, above everything else. Read out when it comes. */
export function FiringAlerts({ firing, onChange }: FiringAlertsProps) {
  const most = useWallSize() === 'short' ? SHOWN_ON_SHORT_WALL : SHOWN
  const more = firing.length - most
  return (
    <div aria-live="polite">
      {firing.length === 0 ? null : (
        <section aria-label="Firing alerts" className="alerts">
          <ul>
            {firing.slice(0, most).map((alert) => (
              <AlertLine key={alert.id} alert={alert} />
            ))}
          </ul>
          {more <= 0 ? null : (
            <button
              type="button"
              className="alerts-more"
              onClick={() => onChange({ ...NO_DETAIL, panel: 'alerts' })}
            >
              and {plural(more, 'more alert')}
            </button>
          )}
        </section>
      )}
    </div>
  )
}

function AlertLine({ alert }: { alert: AlertStatus }) {
  const value = alertFigure(alert.when, alert.value)
  const threshold = alertFigure(alert.when, alert.threshold, false)
  return (
    <li className="alert-line" data-alert={alert.id}>
      <Mark shape="triangle" className="text-error" label="Firing" />
      <span className="alert-message" title={alert.message}>
        {alert.message}
      </span>
      <span className="alert-rule">{alert.rule}</span>
      <span className="alert-value">
        {value === null ? null : (
          <>
            <span className="text-error">{value}</span>
            {threshold === null ? null : <span className="text-faint"> over {threshold}</span>}
          </>
        )}
      </span>
      <span className="alert-since">
        <Since time={alert.firedAt ?? alert.since} />
      </span>
    </li>
  )
}
