import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { signalsQuery } from '../../api/browser.ts'
import { Button } from '../../controls/button.tsx'
import { Choice } from '../../controls/choice.tsx'
import { CopyCode } from '../../controls/copy-code.tsx'
import { TextFilter } from '../../controls/text-filter.tsx'
import { plural } from '../../format/plural.ts'
import { count } from '../../format/quantity.ts'
import { useTitle } from '../../shell/use-title.ts'
import { EmptyState } from '../../status/empty-state.tsx'
import { Mark } from '../../status/mark.tsx'
import { Problem } from '../../status/problem.tsx'
import { NothingTold } from '../nothing-told.tsx'
import { PageChoice, PageWords } from '../page-choice.tsx'
import { browserFilter, browserWords, type Change } from '../search.ts'
import { Toolbar } from '../toolbar.tsx'
import { chooseSignals } from './choose-signals.ts'
import { cycleText } from './cycles.ts'
import { SignalGraph } from './graph.tsx'
import { readSignalsSearch, type SignalsSearch } from './search.ts'
import { SignalDrawer } from './signal-drawer.tsx'
import { SignalTable } from './signal-table.tsx'

const FOLLOW = `import { getSignalTracker, trackPreactSignals } from '@kymo/browser'
import * as signals from '@preact/signals-core'

trackPreactSignals(getSignalTracker({ enabled: true }), signals)`

const KINDS = [
  { value: 'signal', label: 'Signals' },
  { value: 'computed', label: 'Computed' },
  { value: 'effect', label: 'Effects' },
]

/** The signals of one page: which depend on which, and what updates how often. */
export function SignalsPage() {
  const search = useSearch({ from: '/browser/signals' })
  const navigate = useNavigate({ from: '/browser/signals' })
  useTitle('Signals')
  const { data, error, refetch } = useQuery(signalsQuery({ ...browserFilter(search), page: search.page }))
  const change: Change<SignalsSearch> = (next, how) =>
    void navigate({
      search: (known: SignalsSearch) => ({ ...known, ...next }),
      replace: how === 'replace',
    })
  const { q, kind } = search
  const rows = useMemo(() => {
    const needle = q?.toLowerCase() ?? ''
    return (data?.signals ?? []).filter(
      (signal) => signal.name.toLowerCase().includes(needle) && (kind === undefined || signal.kind === kind),
    )
  }, [data?.signals, q, kind])
  const chosen = useMemo(() => chooseSignals(rows, data?.cycles ?? []), [rows, data?.cycles])
  const selected = search.signal === undefined ? undefined : Number(search.signal)
  const busy =
    data?.excessive == null ? 0 : data.signals.filter(({ peak }) => peak >= (data.excessive ?? 0)).length
  const select = (id: number, how?: 'push' | 'replace') =>
    change({ signal: String(id) }, how ?? (search.signal === undefined ? 'push' : 'replace'))

  return (
    <div className="flex h-full min-w-0">
      <div className="browser-page">
        <Toolbar
          title="Signals"
          search={search}
          onChange={(next) => change({ ...next, page: undefined, signal: undefined })}
          filter={
            <TextFilter
              label="Filter signals"
              value={q}
              onChange={(next) => change({ q: next }, 'replace')}
              className="w-44 min-w-32"
              primary
            />
          }
        >
          <PageChoice
            pages={data?.pages ?? []}
            value={search.page}
            onChange={(page) => change({ page, signal: undefined })}
          />
          <Choice
            label="Kind"
            value={kind}
            options={KINDS}
            onChange={(next) => change({ kind: readSignalsSearch({ kind: next }).kind })}
          />
        </Toolbar>
        {data === undefined ? (
          error === null ? null : (
            <Problem error={error} onRetry={() => void refetch()} />
          )
        ) : data.signals.length === 0 && search.page !== undefined && data.pages.length > 0 ? (
          <div className="grid min-h-72 flex-1 place-items-center">
            <EmptyState title={`This page told of no signal ${browserWords(search)}`}>
              <Button onClick={() => change({ page: undefined, signal: undefined })}>
                Show the one that told last
              </Button>
            </EmptyState>
          </div>
        ) : data.page === null || data.signals.length === 0 ? (
          <NothingTold title="No signal was told of" search={search} onChange={change} how={<HowToFollow />}>
            Which signals depend on which, and which update most, appears here: of Preact, Vue, Solid and
            Alien Signals.
          </NothingTold>
        ) : (
          <>
            <p className="flex min-h-8 shrink-0 flex-wrap items-center gap-x-4 border-b border-hairline px-4 py-1 text-dim">
              <span className="min-w-0 truncate">
                <PageWords page={data.page} />
              </span>
              <span>{plural(data.signals.length, 'signal')}</span>
              {busy === 0 ? null : (
                <span className="flex items-center gap-1.5 text-slow">
                  <Mark shape="triangle" />
                  {plural(busy, 'signal')} updated {count(data.excessive ?? 0)} times or more in one second
                </span>
              )}
              {data.leftOut === 0 ? null : <span>{plural(data.leftOut, 'signal')} had no room</span>}
            </p>
            {data.cycles.length === 0 ? null : (
              <ul aria-label="Cycles" className="cycle-list">
                {data.cycles.map((cycle) => (
                  <li key={cycle.join()}>
                    <span aria-hidden="true">↻</span>
                    <span>Cycle</span>
                    <code className="min-w-0 truncate">{cycleText(cycle, data.signals)}</code>
                  </li>
                ))}
              </ul>
            )}
            <div className="signals-panes">
              {chosen.of === 0 && rows.length > 0 ? (
                <div className="grid place-items-center">
                  <EmptyState title="None of them lives any more">
                    What is listed was disposed, or is held by nothing: the page has moved on.
                  </EmptyState>
                </div>
              ) : (
                <SignalGraph
                  key={`${data.page.instance} ${kind} ${q}`}
                  chosen={chosen}
                  cycles={data.cycles}
                  excessive={data.excessive}
                  selected={selected}
                  onSelect={select}
                />
              )}
              <div className="signals-list">
                <SignalTable
                  rows={rows}
                  cycles={data.cycles}
                  excessive={data.excessive}
                  selected={search.signal}
                  onSelect={(row, how) => select(row.id, how)}
                />
              </div>
            </div>
          </>
        )}
      </div>
      {selected === undefined || data === undefined ? null : (
        <SignalDrawer
          key={selected}
          id={selected}
          signals={data.signals}
          cycles={data.cycles}
          excessive={data.excessive}
          onSelect={select}
          onClose={() => change({ signal: undefined })}
        />
      )}
    </div>
  )
}

/** Signals are told of only where the app names their library: no page does so by itself. */
function HowToFollow() {
  return (
    <>
      <p>The page has to say which library to follow, before it makes any signals:</p>
      <CopyCode code={FOLLOW} label="the lines that follow a library" />
      <p>
        Vue is followed by <code>trackVue</code>, Solid by <code>trackSolid</code>. Of Solid's production
        build and of Alien Signals, what is made by the functions of <code>trackedSolidSignals</code> and{' '}
        <code>trackedAlienSignals</code>.
      </p>
      <p>
        Under <code>kymo dev</code> this is all. Anywhere else, start the page before it:
      </p>
    </>
  )
}
