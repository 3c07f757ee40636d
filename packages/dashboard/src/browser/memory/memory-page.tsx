import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { memoryQuery } from '../../api/browser.ts'
import { Age } from '../../clock/age.tsx'
import { Button } from '../../controls/button.tsx'
import { Size } from '../../format/figures.tsx'
import { plural } from '../../format/plural.ts'
import { count } from '../../format/quantity.ts'
import { Section } from '../../panes/section.tsx'
import { useTitle } from '../../shell/use-title.ts'
import { Problem } from '../../status/problem.tsx'
import { NothingTold } from '../nothing-told.tsx'
import { PageChoice, PageWords } from '../page-choice.tsx'
import { browserFilter, browserWords, type Change } from '../search.ts'
import { Toolbar } from '../toolbar.tsx'
import { Leaks } from './leaks.tsx'
import { MemoryCharts } from './memory-charts.tsx'
import { MemoryFigures } from './memory-figures.tsx'
import { MISSING_WORDS } from './memory-words.ts'
import type { MemorySearch } from './search.ts'

/** How much memory one page uses, whether that grows, and what may leak. */
export function MemoryPage() {
  const search = useSearch({ from: '/browser/memory' })
  const navigate = useNavigate({ from: '/browser/memory' })
  useTitle('Memory')
  const { data, error, refetch, isPlaceholderData } = useQuery(
    memoryQuery({ ...browserFilter(search), page: search.page }),
  )
  const change: Change<MemorySearch> = (next, how) =>
    void navigate({
      search: (known: MemorySearch) => ({ ...known, ...next }),
      replace: how === 'replace',
    })
  const words = browserWords(search)

  return (
    <div className="browser-page">
      <Toolbar
        title="Memory"
        search={search}
        onChange={(next) => change({ ...next, page: 'app' in next ? undefined : search.page })}
      >
        <PageChoice pages={data?.pages ?? []} value={search.page} onChange={(page) => change({ page })} />
      </Toolbar>
      {data === undefined ? (
        error === null ? null : (
          <Problem error={error} onRetry={() => void refetch()} />
        )
      ) : data.pages.length === 0 && data.leaks.length === 0 ? (
        <NothingTold
          title="No page told of its memory"
          search={search}
          onChange={change}
          monitor="getMemoryProfiler"
        >
          How much memory a page uses, how fast that grows and what is suspected to leak appears here.
        </NothingTold>
      ) : (
        <div className={`page-scroll ${isPlaceholderData ? 'opacity-60' : ''}`} tabIndex={0}>
          {data.page === null || data.samples.length === 0 ? (
            <p className="border-b border-hairline p-4 text-dim">
              {data.page === null ? 'This page' : <PageWords page={data.page} />} did not tell of its memory{' '}
              {words}.
              {search.page === undefined ? null : (
                <Button className="ml-3" onClick={() => change({ page: undefined })}>
                  Show the one that told last
                </Button>
              )}
            </p>
          ) : (
            <>
              <p className="flex flex-wrap gap-x-4 px-4 pt-3 text-dim">
                <span>
                  <PageWords page={data.page} />
                </span>
                <span>
                  {plural(data.samples.length, 'sample')}, the newest <Age time={data.page.lastSeen} ago />
                </span>
              </p>
              <MemoryFigures memory={data} />
            </>
          )}
          <div className="page-parts">
            <Section label="Over time" note={words} className="memory-trend">
              {data.samples.length === 0 ? (
                <p className="px-4 pb-4 text-dim">Nothing was told {words}.</p>
              ) : (
                <MemoryCharts
                  memory={data}
                  onZoom={(from, to) => change({ from: Math.round(from), to: Math.round(to) })}
                />
              )}
            </Section>
            <div className="memory-side">
              <Section label="Suspected leaks" note={`of all pages, ${words}`}>
                {data.leaks.length === 0 ? (
                  <p className="px-4 pb-4 text-dim">Nothing grows without coming down again.</p>
                ) : (
                  <Leaks leaks={data.leaks} onPage={(page) => change({ page })} />
                )}
              </Section>
              <Section label="Components" note="an estimate: props, state and nodes">
                {data.components.length === 0 ? (
                  <p className="px-4 pb-4 text-dim">
                    No estimate was told. Components have to be tracked for it: see the page of components.
                  </p>
                ) : (
                  <ComponentSizes components={data.components} />
                )}
              </Section>
              {data.missing.length === 0 ? null : (
                <Section label="What this browser can't give">
                  <ul className="list-disc px-4 pb-4 pl-8 text-dim">
                    {data.missing.map((figure) => (
                      <li key={figure} className="first-letter:uppercase">
                        {MISSING_WORDS[figure]}
                      </li>
                    ))}
                  </ul>
                </Section>
              )}
            </div>
          </div>
        </div>
      )}
    </div>
  )
}

function ComponentSizes({
  components,
}: {
  components: readonly { readonly name: string; readonly instances: number; readonly bytes: number }[]
}) {
  const most = Math.max(1, ...components.map(({ bytes }) => bytes))
  return (
    <table className="component-sizes">
      <thead className="text-label text-faint">
        <tr>
          <th scope="col">Component</th>
          <th scope="col" className="text-right">
            Mounted
          </th>
          <th scope="col" className="text-right">
            Size
          </th>
        </tr>
      </thead>
      <tbody>
        {components.map(({ name, instances, bytes }) => (
          <tr key={name}>
            <td>
              <span className="size-share" style={{ width: `${(bytes / most) * 100}%` }} />
              <code className="relative block truncate">{name}</code>
            </td>
            <td className="w-20 text-right text-dim">{count(instances)}</td>
            <td className="w-24 text-right">
              <Size value={bytes} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
