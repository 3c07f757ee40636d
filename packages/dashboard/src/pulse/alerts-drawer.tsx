import type { AlertRule, AlertStatus, Alerts } from '@kymo/protocol'
import { useQuery } from '@tanstack/react-query'
import { alertsQuery } from '../api/fleet.ts'
import { plural } from '../format/plural.ts'
import { asText, duration } from '../format/quantity.ts'
import { absoluteSecond } from '../format/time.ts'
import { Drawer } from '../panes/drawer.tsx'
import { DrawerPart } from '../panes/drawer-part.tsx'
import { EmptyState } from '../status/empty-state.tsx'
import { type Look, Mark } from '../status/mark.tsx'
import { Problem } from '../status/problem.tsx'
import { alertFigure, CONDITION_WORDS } from './alert-figure.ts'
import { Since } from './since.tsx'

/** What fires, what did, and by which rules. */
export function AlertsDrawer({ onClose }: { onClose: () => void }) {
  const { data, error, refetch } = useQuery(alertsQuery)
  return (
    <Drawer label="Alerts" title={<h2 className="text-prose font-medium">Alerts</h2>} onClose={onClose}>
      {data !== undefined ? (
        <Content alerts={data} />
      ) : error === null ? null : (
        <Problem error={error} onRetry={() => void refetch()} />
      )}
    </Drawer>
  )
}

function Content({ alerts: { rules, active, past, webhooks } }: { alerts: Alerts }) {
  if (rules.length === 0 && active.length === 0 && past.length === 0) {
    return (
      <EmptyState title="No rule watches the servers">
        <p>
          Rules in the collector's configuration say what is too much: a lost server, CPU, memory, a full
          disk, errors, p95. <code>docs/alerts.md</code> says how.
        </p>
      </EmptyState>
    )
  }
  return (
    <div className="pb-6">
      <DrawerPart title="Now">
        <AlertList alerts={active} none="Nothing fires." />
      </DrawerPart>
      <DrawerPart title="Before">
        <AlertList alerts={past} none="No alert has fired yet that is over." />
      </DrawerPart>
      <DrawerPart title="Rules">
        <ul>
          {rules.map((rule) => (
            <li key={rule.name} className="flex flex-wrap gap-x-3 border-t border-hairline px-4 py-1.5">
              <span className="font-medium">{rule.name}</span>
              <span className="text-dim">{ruleWords(rule)}</span>
            </li>
          ))}
        </ul>
      </DrawerPart>
      {webhooks.length === 0 ? null : (
        <DrawerPart title="Webhooks">
          <ul>
            {webhooks.map(({ host, sent, failed, waiting, problem }, i) => (
              // Two rooms of one chat have the same host.
              // biome-ignore lint/suspicious/noArrayIndexKey: they have no name but their place
              <li key={i} className="border-t border-hairline px-4 py-1.5">
                <code>{host}</code> <span className="text-dim">{plural(sent, 'message')} sent</span>
                {waiting === 0 ? null : <span className="text-slow">, {waiting} waiting</span>}
                {failed === 0 ? null : <span className="text-error">, {failed} failed</span>}
                {problem === null ? null : <p className="text-dim">{problem}</p>}
              </li>
            ))}
          </ul>
        </DrawerPart>
      )}
    </div>
  )
}

function ruleWords({ when, above, for: held, app, environment }: AlertRule): string {
  const threshold = alertFigure(when, above, false)
  const of = [app, environment].filter((name) => name !== undefined).join(', ')
  return [
    CONDITION_WORDS[when] + (threshold === null ? '' : ` over ${threshold}`),
    ...(held === undefined || held === 0 ? [] : [`for ${held} s`]),
    ...(of === '' ? [] : [`of ${of}`]),
  ].join(' ')
}

const LOOKS: Readonly<Record<AlertStatus['state'], Look>> = {
  firing: { shape: 'triangle', tone: 'text-error', word: 'firing' },
  pending: { shape: 'ring', tone: 'text-slow', word: 'not for long enough yet' },
  resolved: { shape: 'dot', tone: 'text-ok', word: 'over' },
}

function AlertList({ alerts, none }: { alerts: readonly AlertStatus[]; none: string }) {
  if (alerts.length === 0) return <p className="px-4 text-dim">{none}</p>
  return (
    <ul>
      {alerts.map((alert) => (
        <AlertItem key={alert.id} alert={alert} />
      ))}
    </ul>
  )
}

function AlertItem({ alert }: { alert: AlertStatus }) {
  const { shape, tone, word } = LOOKS[alert.state]
  const from = alert.firedAt ?? alert.since
  return (
    <li className="border-t border-hairline px-4 py-1.5">
      <p className="flex items-center gap-2">
        <Mark shape={shape} className={tone} />
        <span className="min-w-0 break-words">{alert.message}</span>
      </p>
      <p className="flex flex-wrap gap-x-3 pl-[18px] text-label text-dim">
        <span className={tone}>{word}</span>
        <span>{alert.rule}</span>
        {alert.resolvedAt === null ? (
          <Since time={from} />
        ) : (
          <span>
            {absoluteSecond(from)}, for {asText(duration(alert.resolvedAt - from))}
          </span>
        )}
      </p>
    </li>
  )
}
