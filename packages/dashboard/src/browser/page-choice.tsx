import type { BrowserPage } from '@kymo/protocol'
import { Choice } from '../controls/choice.tsx'
import { timeOfDay } from '../format/time.ts'

interface PageChoiceProps {
  readonly pages: readonly BrowserPage[]
  /** The one of the address. */
  readonly value: string | undefined
  readonly onChange: (page: string | undefined) => void
}

/** Which load of a page is looked at: the one that told last, until one is chosen. */
export function PageChoice({ pages, value, onChange }: PageChoiceProps) {
  return (
    <Choice
      label="Page"
      any="The one that told last"
      value={value}
      options={pages.map((page) => ({ value: page.instance, label: pageName(page) }))}
      onChange={onChange}
    />
  )
}

function pageName({ path, app, lastSeen }: BrowserPage): string {
  return `${path ?? app}, last told ${timeOfDay(lastSeen)}`
}

/** The page that figures are of, in words. */
export function PageWords({ page }: { page: BrowserPage }) {
  return (
    <>
      <code>{page.path ?? 'a page'}</code> of {page.app}
    </>
  )
}
