import type { Facet } from '@kymo/protocol'
import { useQuery } from '@tanstack/react-query'
import { facetsQuery } from '../api/queries.ts'
import { Button } from '../controls/button.tsx'
import { Choice, type ChoiceOption } from '../controls/choice.tsx'
import { TextFilter } from '../controls/text-filter.tsx'
import { FETCH_ORIGINS, ORIGIN_WORDS } from '../status/fetch-origins.ts'
import { useActivity } from './activity-context.ts'
import type { ActivitySearch } from './search.ts'

const STATUS_LABELS: Readonly<Record<string, string>> = {
  '2xx': '2xx ok',
  '3xx': '3xx redirect',
  '4xx': '4xx client error',
  '5xx': '5xx server error',
  error: 'No answer',
}

const ORIGINS: readonly ChoiceOption[] = FETCH_ORIGINS.map((value) => ({ value, label: ORIGIN_WORDS[value] }))

export function isFiltered({ method, status, host, cache, origin, q }: ActivitySearch): boolean {
  return [method, status, host, cache, origin, q].some((value) => value !== undefined)
}

function cacheOption({ value, count }: Facet): ChoiceOption {
  return { value, count, ...(value === 'hmr' ? { label: 'HMR' } : {}) }
}

export function FetchFilters({ sessionId }: { sessionId: string | undefined }) {
  const { search, change } = useActivity()
  const { data: facets } = useQuery(facetsQuery(sessionId))
  const statuses: ChoiceOption[] | undefined = facets?.status.map((option) => ({
    ...option,
    label: STATUS_LABELS[option.value] ?? option.value,
  }))

  return (
    <>
      <TextFilter
        label="Filter fetches"
        value={search.q}
        onChange={(q) => change({ q }, 'replace')}
        className="w-44 shrink-0"
        primary={sessionId === undefined}
      />
      <Choice
        label="Method"
        value={search.method}
        options={facets?.method ?? []}
        onChange={(method) => change({ method })}
      />
      <Choice
        label="Status"
        value={search.status}
        options={statuses ?? []}
        onChange={(status) => change({ status })}
      />
      <Choice
        label="Host"
        value={search.host}
        options={facets?.host ?? []}
        onChange={(host) => change({ host })}
      />
      <Choice
        label="Cache"
        value={search.cache}
        options={facets?.cache.map(cacheOption) ?? []}
        onChange={(cache) => change({ cache })}
      />
      <Choice
        label="From"
        value={search.origin}
        options={ORIGINS}
        onChange={(origin) => change({ origin })}
      />
      {isFiltered(search) ? (
        <Button
          className="border-transparent!"
          onClick={() =>
            change({
              method: undefined,
              status: undefined,
              host: undefined,
              cache: undefined,
              origin: undefined,
              q: undefined,
            })
          }
        >
          Clear
        </Button>
      ) : null}
    </>
  )
}
