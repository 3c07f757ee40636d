import type { ReactNode } from 'react'
import { TimeRange } from '../controls/time-range.tsx'
import { AppChoice } from '../shell/app-choice.tsx'
import { type BrowserSearch, type Change, DEFAULT_WINDOW, WINDOWS } from './search.ts'

interface ToolbarProps {
  /** Name of the page, for those who do not see which link is marked. */
  readonly title: string
  readonly search: BrowserSearch
  readonly onChange: Change<BrowserSearch>
  /** Before the time: what is typed into. */
  readonly filter?: ReactNode
  /** After it: what else the page is of. */
  readonly children?: ReactNode
}

/** What a page of the browser is of. */
export function Toolbar({ title, search, onChange, filter, children }: ToolbarProps) {
  return (
    <div
      className={`flex h-11 shrink-0 items-center gap-3 overflow-x-auto border-b border-hairline pr-4 ${
        filter === undefined ? 'pl-4' : 'pl-2'
      }`}
    >
      <h1 className="sr-only">{title}</h1>
      {filter}
      <TimeRange
        window={search.window}
        fallback={DEFAULT_WINDOW}
        windows={WINDOWS}
        from={search.from}
        to={search.to}
        onChange={(window) => onChange({ window, from: undefined, to: undefined })}
      />
      <AppChoice value={search.app} onChange={(app) => onChange({ app })} />
      {children}
    </div>
  )
}
