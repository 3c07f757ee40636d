import { Tabs } from '@base-ui/react/tabs'
import type { ErrorEvent, SessionCounts } from '@kymo/protocol'
import type { ReactNode } from 'react'
import { oneOf } from '../address/values.ts'
import { count } from '../format/quantity.ts'
import type { HiddenSpans } from '../timeline/hidden-spans.ts'
import { ActionTable } from './action-table.tsx'
import { useActivity } from './activity-context.ts'
import { ErrorList } from './error-list.tsx'
import { FetchTable } from './fetch-table.tsx'
import { ACTIVITY_TABS, type ActivityTab } from './search.ts'

interface TablesPaneProps {
  /** Undefined shows the rows of all sessions. */
  readonly sessionId: string | undefined
  readonly counts?: SessionCounts
  readonly errors?: readonly ErrorEvent[]
  /** What of the session is not shown. */
  readonly hidden?: HiddenSpans
  /** Time zero of the session; starts are counted from it. */
  readonly origin?: number
}

/** What was fetched, which actions ran, what failed. */
export function TablesPane({ sessionId, counts, errors, hidden, origin }: TablesPaneProps) {
  const { search, change } = useActivity()
  const single = sessionId !== undefined
  const tab: ActivityTab = search.tab === 'errors' && !single ? 'fetches' : (search.tab ?? 'fetches')

  return (
    <Tabs.Root
      value={tab}
      onValueChange={(value) => {
        const next = oneOf(value, ACTIVITY_TABS)
        change({ tab: next === 'fetches' ? undefined : next, q: undefined })
      }}
      className="flex h-full flex-col"
    >
      <Tabs.List
        className="flex h-9 shrink-0 items-stretch gap-1 border-b border-hairline px-2"
        aria-label="Tables"
      >
        <TableTab value="fetches" name="Fetches" number={left(counts?.fetches, hidden?.fetches)} />
        <TableTab value="actions" name="Server actions" number={left(counts?.actions, hidden?.actions)} />
        {single ? <TableTab value="errors" name="Errors" number={counts?.errors} alarming /> : null}
      </Tabs.List>
      <Panel value="fetches">
        <FetchTable sessionId={sessionId} origin={origin} hidden={hidden} />
      </Panel>
      <Panel value="actions">
        <ActionTable sessionId={sessionId} origin={origin} hidden={hidden} />
      </Panel>
      {single ? (
        <Panel value="errors">
          <ErrorList errors={errors ?? []} origin={origin ?? 0} />
        </Panel>
      ) : null}
    </Tabs.Root>
  )
}

function left(all: number | undefined, hidden = 0): number | undefined {
  return all === undefined ? undefined : Math.max(0, all - hidden)
}

function Panel({ value, children }: { value: ActivityTab; children: ReactNode }) {
  return (
    <Tabs.Panel value={value} tabIndex={-1} className="min-h-0 flex-1 outline-none">
      {children}
    </Tabs.Panel>
  )
}

interface TableTabProps {
  readonly value: ActivityTab
  readonly name: string
  readonly number: number | undefined
  readonly alarming?: boolean
}

function TableTab({ value, name, number, alarming }: TableTabProps) {
  return (
    <Tabs.Tab
      value={value}
      className="flex items-center gap-1.5 px-2 text-dim hover:text-text data-active:text-text data-active:shadow-[inset_0_-2px_var(--chart-line)]"
    >
      {name}
      {number === undefined ? null : (
        <span className={`text-label ${alarming && number > 0 ? 'text-error' : 'text-faint'}`}>
          {count(number)}
        </span>
      )}
    </Tabs.Tab>
  )
}
