import type { ReactNode } from 'react'
import { WINDOW_WORDS } from '../address/time-range.ts'
import { Button } from '../controls/button.tsx'
import { CopyCode } from '../controls/copy-code.tsx'
import { EmptyState } from '../status/empty-state.tsx'
import { pageCode } from './page-code.ts'
import { type BrowserSearch, type Change, DEFAULT_WINDOW } from './search.ts'

interface NothingToldProps {
  /** What there is none of, such as `No vitals`. */
  readonly title: string
  readonly search: BrowserSearch
  readonly onChange: Change<BrowserSearch>
  /** What will appear. */
  readonly children: ReactNode
  /** Who tells under `kymo dev`, where not every page does as soon as it is opened; and what else the code below needs. */
  readonly how?: ReactNode
  /** The accessor of the monitor that tells; none for what `startPage` tells by itself. */
  readonly monitor?: string
}

/** A page of the browser of which no browser has told: what makes one tell. */
export function NothingTold({ title, search, onChange, children, how, monitor }: NothingToldProps) {
  const zoomed = search.from !== undefined
  const window = search.window ?? DEFAULT_WINDOW
  const wider = zoomed || window !== 'all'
  return (
    <div className="flex min-h-72 flex-1 overflow-y-auto">
      <div className="m-auto min-w-0">
        <EmptyState title={`${title} ${zoomed ? 'in this time' : WINDOW_WORDS[window]}`} line code>
          <p>{children}</p>
          {how ?? (
            <p>
              Under <code>kymo dev</code> every page tells of it as soon as it is opened. Anywhere else, add
              to the page's own script:
            </p>
          )}
          <CopyCode
            code={pageCode({ url: globalThis.location.origin, app: search.app, monitor })}
            label="the lines"
          />
          {wider ? (
            <Button onClick={() => onChange({ window: 'all', from: undefined, to: undefined })}>
              Show all that is kept
            </Button>
          ) : null}
        </EmptyState>
      </div>
    </div>
  )
}
