import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useCollectedEvents } from '../api/live-context.ts'
import { useTitle } from '../shell/use-title.ts'
import { ErrorGroupDrawer } from './error-group-drawer.tsx'
import { GroupsPane } from './groups-pane.tsx'
import type { ChangeErrors, ErrorsSearch } from './search.ts'
import { seeErrors } from './seen.ts'

/** What failed in the app, mistake by mistake, wherever it was seen. */
export function ErrorsPage() {
  const search = useSearch({ from: '/errors' })
  const navigate = useNavigate({ from: '/errors' })
  useTitle('Errors')
  // What is on the page was seen.
  useEffect(() => {
    seeErrors()
    return seeErrors
  }, [])
  useCollectedEvents(seeErrors)

  const change: ChangeErrors = (next, how) =>
    void navigate({
      search: (known: ErrorsSearch) => ({ ...known, ...next }),
      replace: how === 'replace',
    })

  return (
    <div className="flex h-full min-w-0">
      <GroupsPane search={search} onChange={change} />
      {search.error === undefined ? null : (
        <ErrorGroupDrawer
          key={search.error}
          fingerprint={search.error}
          at={search.at}
          onAt={(at) => change({ at }, 'replace')}
          onClose={() => change({ error: undefined, at: undefined })}
        />
      )}
    </div>
  )
}
