import { DEVICES } from '@kymo/protocol'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { vitalsQuery } from '../../api/browser.ts'
import { Button } from '../../controls/button.tsx'
import { Choice } from '../../controls/choice.tsx'
import { plural } from '../../format/plural.ts'
import { ListPart } from '../../lists/list-part.tsx'
import { Section } from '../../panes/section.tsx'
import { useTitle } from '../../shell/use-title.ts'
import { EmptyState } from '../../status/empty-state.tsx'
import { Problem } from '../../status/problem.tsx'
import { NothingTold } from '../nothing-told.tsx'
import { browserWords, type Change } from '../search.ts'
import { Toolbar } from '../toolbar.tsx'
import { VITAL_NAMES } from '../vital-text.ts'
import { Histogram } from './histogram.tsx'
import { DeviceTable, RouteTable } from './route-table.tsx'
import { Samples } from './samples.tsx'
import { type VitalsSearch, vitalsFilter } from './search.ts'
import { VitalCards } from './vital-cards.tsx'
import { VitalTrend } from './vital-trend.tsx'

/** How fast pages are for those who look at them. */
export function VitalsPage() {
  const search = useSearch({ from: '/browser/' })
  const navigate = useNavigate({ from: '/browser/' })
  useTitle('Vitals')
  const { data, error, refetch, isPlaceholderData } = useQuery(vitalsQuery(vitalsFilter(search)))
  const change: Change<VitalsSearch> = (next, how) =>
    void navigate({
      search: (known: VitalsSearch) => ({ ...known, ...next }),
      replace: how === 'replace',
    })
  const words = browserWords(search)
  const vital = search.vital ?? 'LCP'
  const chosen = data?.vitals.find((figures) => figures.vital === vital)
  const filtered = search.route !== undefined || search.device !== undefined

  return (
    <div className="browser-page">
      <Toolbar
        title="Vitals"
        search={search}
        // Routes are of their app.
        onChange={(next) => change('app' in next ? { ...next, route: undefined } : next)}
      >
        <Choice
          label="Route"
          value={search.route}
          options={data?.routes.map(({ route, loads }) => ({ value: route, count: loads })) ?? []}
          onChange={(route) => change({ route })}
        />
        <Choice
          label="Device"
          value={search.device}
          options={DEVICES.map((device) => ({ value: device }))}
          onChange={(device) => change({ device: DEVICES.find((known) => known === device) })}
        />
        <span className="ml-auto text-label whitespace-nowrap text-faint">
          {data === undefined ? '' : plural(data.loads, 'page load')}
        </span>
      </Toolbar>
      {data === undefined || chosen === undefined ? (
        error === null ? null : (
          <Problem error={error} onRetry={() => void refetch()} />
        )
      ) : data.loads === 0 && filtered ? (
        <div className="grid min-h-72 flex-1 place-items-center">
          <EmptyState title={`No page load of this route and device ${words}`}>
            <Button onClick={() => change({ route: undefined, device: undefined })}>Show all</Button>
          </EmptyState>
        </div>
      ) : data.loads === 0 ? (
        <NothingTold title="No page was loaded" search={search} onChange={change}>
          How fast pages are for the people who look at them appears here: when the main thing is seen, how
          soon an input shows, how much the page jumps about.
        </NothingTold>
      ) : (
        <div className="page-scroll" tabIndex={0}>
          <VitalCards
            vitals={data}
            chosen={vital}
            stale={isPlaceholderData}
            onChoose={(next) => change({ vital: next === 'LCP' ? undefined : next }, 'replace')}
          />
          <div className="page-parts">
            <Section
              label={`${VITAL_NAMES[vital]}: how it is spread`}
              note={plural(chosen.count, 'load')}
              className="vital-spread"
            >
              <Histogram vital={vital} distribution={chosen.distribution} />
            </Section>
            <Section label="Over time" note={words} className="vital-trend">
              <VitalTrend
                figures={chosen}
                window={data.window}
                step={data.step}
                onZoom={(from, to) => change({ from: Math.round(from), to: Math.round(to) })}
              />
            </Section>
            <ListPart
              label="By route"
              note={`p75, ${words}`}
              rows={data.routes.length}
              empty="No route was named."
              className="vital-routes"
            >
              <RouteTable
                rows={data.routes}
                chosen={search.route}
                onChoose={({ route }) => change({ route: route === search.route ? undefined : route })}
              />
            </ListPart>
            <ListPart
              label="By device"
              note={`p75, ${words}`}
              rows={data.devices.length}
              empty="No device was named."
              className="vital-devices"
            >
              <DeviceTable
                rows={data.devices}
                chosen={search.device}
                onChoose={({ device }) => change({ device: device === search.device ? undefined : device })}
              />
            </ListPart>
            <ListPart
              label="Not good"
              note="newest first; each leads to its session"
              rows={data.samples.length}
              empty={`Every page load was good ${words}.`}
            >
              <Samples samples={data.samples} />
            </ListPart>
          </div>
        </div>
      )}
    </div>
  )
}
