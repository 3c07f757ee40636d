import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { componentsQuery } from '../../api/browser.ts'
import { TextFilter } from '../../controls/text-filter.tsx'
import { plural } from '../../format/plural.ts'
import { Section } from '../../panes/section.tsx'
import { useTitle } from '../../shell/use-title.ts'
import { Problem } from '../../status/problem.tsx'
import { NothingTold } from '../nothing-told.tsx'
import { browserFilter, browserWords, type Change } from '../search.ts'
import { Toolbar } from '../toolbar.tsx'
import { Commits } from './commits.tsx'
import { ComponentDrawer } from './component-drawer.tsx'
import { ComponentTable } from './component-table.tsx'
import { LibrarySwitch } from './library-switch.tsx'
import { componentKey } from './order-components.ts'
import { ownRows } from './own-rows.ts'
import type { ComponentsSearch } from './search.ts'

/** What components render, how often and why. */
export function ComponentsPage() {
  const search = useSearch({ from: '/browser/components' })
  const navigate = useNavigate({ from: '/browser/components' })
  useTitle('Components')
  const { data, error, refetch } = useQuery(componentsQuery(browserFilter(search)))
  const change: Change<ComponentsSearch> = (next, how) =>
    void navigate({
      search: (known: ComponentsSearch) => ({ ...known, ...next }),
      replace: how === 'replace',
    })
  const words = browserWords(search)
  const { own, others } = useMemo(() => ownRows(data?.components ?? []), [data])
  const rows = search.libraries === 'shown' ? (data?.components ?? []) : own
  const commits = search.libraries === 'shown' ? (data?.commits ?? []) : ownRows(data?.commits ?? []).own

  return (
    <div className="flex h-full min-w-0">
      <div className="browser-page">
        <Toolbar
          title="Components"
          search={search}
          onChange={change}
          filter={
            <TextFilter
              label="Filter components"
              value={search.q}
              onChange={(q) => change({ q }, 'replace')}
              className="w-48 min-w-32"
              primary
            />
          }
        >
          <LibrarySwitch
            others={others}
            shown={search.libraries === 'shown'}
            onChange={(shown) => change({ libraries: shown ? 'shown' : undefined })}
          />
          <span className="ml-auto text-label whitespace-nowrap text-faint">
            {data === undefined ? '' : plural(rows.length, 'component')}
            {data !== undefined && data.leftOut > 0 ? `, ${data.leftOut} had no room` : ''}
          </span>
        </Toolbar>
        {data === undefined ? (
          error === null ? null : (
            <Problem error={error} onRetry={() => void refetch()} />
          )
        ) : data.components.length === 0 && data.commits.length === 0 ? (
          <NothingTold
            title="No component rendered"
            search={search}
            onChange={change}
            how={
              <p>
                Under <code>kymo dev</code> every page made with React tells of it. Anywhere else, put this
                into a module that is imported before React:
              </p>
            }
            monitor="getComponentTracker"
          >
            What renders again, how often and because of what appears here, with a picture of single commits.
          </NothingTold>
        ) : (
          <div className="components-panes">
            <div className="min-h-0 min-w-0">
              <ComponentTable
                rows={rows}
                slowThreshold={data.slowThreshold}
                timed={data.timed}
                search={search}
                onChange={change}
              />
            </div>
            <Section
              label="Commits"
              note={commits.length === 0 ? words : 'only some of them are told'}
              className="commits-part"
            >
              {commits.length === 0 ? (
                <p className="px-4 pb-4 text-dim">
                  No commit was told of {words}. Pages tell of single commits in development.
                </p>
              ) : (
                <Commits
                  commits={commits}
                  chosen={search.commit}
                  libraries={search.libraries === 'shown'}
                  onChoose={(commit) => change({ commit }, 'replace')}
                />
              )}
            </Section>
          </div>
        )}
      </div>
      {search.component === undefined ? null : (
        <ComponentDrawer
          key={search.component}
          row={data?.components.find((row) => componentKey(row) === search.component)}
          slowThreshold={data?.slowThreshold ?? null}
          words={words}
          onClose={() => change({ component: undefined })}
        />
      )}
    </div>
  )
}
