import { CALL_APIS } from '@kymo/protocol'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { networkQuery, visitsQuery } from '../../api/browser.ts'
import { Button } from '../../controls/button.tsx'
import { Choice } from '../../controls/choice.tsx'
import { TextFilter } from '../../controls/text-filter.tsx'
import { Duration } from '../../format/figures.tsx'
import { plural } from '../../format/plural.ts'
import { asText, count, roundDuration } from '../../format/quantity.ts'
import { ListPart } from '../../lists/list-part.tsx'
import { Section } from '../../panes/section.tsx'
import { useTitle } from '../../shell/use-title.ts'
import { EmptyState } from '../../status/empty-state.tsx'
import { Problem } from '../../status/problem.tsx'
import { NothingTold } from '../nothing-told.tsx'
import { browserFilter, browserWords, type Change } from '../search.ts'
import { Toolbar } from '../toolbar.tsx'
import { API_NAMES } from './call-facts.ts'
import { HostTable } from './host-table.tsx'
import type { NetworkSearch } from './search.ts'
import { newestVisit, visitOptions } from './visits.ts'
import { Waterfall } from './waterfall.tsx'

/** What pages ask of servers: by host, and call by call along one visit. */
export function NetworkPage() {
  const search = useSearch({ from: '/browser/network' })
  const navigate = useNavigate({ from: '/browser/network' })
  useTitle('Network')
  const { by, q, host } = search
  const filter = { ...browserFilter(search), by, q }
  const all = useQuery(networkQuery(filter))
  const sessions = useQuery(visitsQuery(search.app))
  const visit = search.visit ?? newestVisit(all.data?.calls ?? [], host)
  const own = useQuery({
    ...networkQuery({ ...filter, host, visit }),
    enabled: all.data !== undefined,
  })
  const change: Change<NetworkSearch> = (next, how) =>
    void navigate({
      search: (known: NetworkSearch) => ({ ...known, ...next }),
      replace: how === 'replace',
    })
  const words = browserWords(search)
  const { data, error, refetch } = all
  const filtered = by !== undefined || q !== undefined

  return (
    <div className="browser-page">
      <Toolbar
        title="Network"
        search={search}
        // Hosts and visits are of their app.
        onChange={(next) =>
          change('app' in next ? { ...next, host: undefined, visit: undefined, zoom: undefined } : next)
        }
        filter={
          <TextFilter
            label="Filter calls"
            value={q}
            onChange={(next) => change({ q: next }, 'replace')}
            className="w-44 min-w-32"
            primary
          />
        }
      >
        <Choice
          label="Host"
          value={host}
          options={data?.hosts.map((row) => ({ value: row.host, count: row.count })) ?? []}
          onChange={(next) => change({ host: next })}
        />
        <Choice
          label="By"
          value={by}
          options={CALL_APIS.map((value) => ({ value, label: API_NAMES[value] }))}
          onChange={(next) => change({ by: CALL_APIS.find((known) => known === next) })}
        />
        <span className="ml-auto text-label whitespace-nowrap text-faint">
          {data === undefined ? '' : plural(data.total.count, 'call')}
        </span>
      </Toolbar>
      {data === undefined ? (
        error === null ? null : (
          <Problem error={error} onRetry={() => void refetch()} />
        )
      ) : data.total.count === 0 && filtered ? (
        <div className="grid min-h-72 flex-1 place-items-center">
          <EmptyState title={`No such call ${words}`}>
            <Button onClick={() => change({ by: undefined, q: undefined, host: undefined })}>Show all</Button>
          </EmptyState>
        </div>
      ) : data.total.count === 0 ? (
        <NothingTold
          title="No page called a server"
          search={search}
          onChange={change}
          how={
            <p>
              Under <code>kymo dev</code> every page tells of what it calls. Anywhere else, add to the page's
              own script:
            </p>
          }
          monitor="getNetworkMonitor"
        >
          What pages fetch appears here: by host, and each visit as a waterfall, with the part of each call
          that a server of yours spent on it.
        </NothingTold>
      ) : (
        <div className="network-panes">
          <ListPart
            label="By host"
            note={
              <>
                <span>
                  {plural(data.total.count, 'call')}, {count(data.total.failed)} failed,{' '}
                  {count(data.total.slow)} slow ({asText(roundDuration(data.slowThreshold))} or more)
                </span>
                <span className="max-sm:hidden">
                  p95 <Duration value={data.total.p95} />
                </span>
              </>
            }
            rows={data.hosts.length}
            empty="No host was named."
            className="network-hosts"
          >
            <HostTable hosts={data.hosts} chosen={host} onChoose={(next) => change({ host: next })} />
          </ListPart>
          <Section
            label="Waterfall"
            note={
              <>
                {own.data?.capped ? (
                  <span>the newest {count(own.data.calls.length)} calls are drawn</span>
                ) : null}
                <Choice
                  label="Visit"
                  any="The newest"
                  value={search.visit}
                  options={visitOptions(data.calls, sessions.data?.rows ?? [])}
                  onChange={(next) => change({ visit: next, zoom: undefined })}
                />
                {visit === undefined || own.data?.calls.length === 0 ? null : (
                  <Link to="/" search={{ session: visit }} className="text-accent underline">
                    Its session
                  </Link>
                )}
              </>
            }
            className="network-waterfall"
          >
            {own.data === undefined ? (
              own.error === null ? null : (
                <Problem error={own.error} onRetry={() => void own.refetch()} />
              )
            ) : own.data.calls.length === 0 ? (
              <div className="grid min-h-48 flex-1 place-items-center">
                {search.visit === undefined ? (
                  <EmptyState title={`No such call to this host ${words}`}>
                    <Button onClick={() => change({ host: undefined })}>Show all hosts</Button>
                  </EmptyState>
                ) : (
                  <EmptyState title={`No such call of this visit ${words}`}>
                    <Button onClick={() => change({ visit: undefined, zoom: undefined })}>
                      Show the newest visit
                    </Button>
                  </EmptyState>
                )}
              </div>
            ) : (
              <Waterfall
                key={visit}
                calls={own.data.calls}
                slowThreshold={own.data.slowThreshold}
                zoom={search.zoom}
                onZoom={(zoom) => change({ zoom }, 'replace')}
              />
            )}
          </Section>
        </div>
      )}
    </div>
  )
}
