import { matching, oneOf, shortText } from '../../address/values.ts'
import { type BrowserSearch, readBrowserSearch, readId } from '../search.ts'

const SIGNAL_KINDS = ['signal', 'computed', 'effect'] as const

/** What the page of signals shows, as its address says it. */
export interface SignalsSearch extends BrowserSearch {
  /** The load of a page that it is of; the one that told last unless given. */
  readonly page?: string | undefined
  readonly q?: string | undefined
  readonly kind?: (typeof SIGNAL_KINDS)[number] | undefined
  /** The signal whose detail is open. */
  readonly signal?: string | undefined
}

export function readSignalsSearch(search: Record<string, unknown>): SignalsSearch {
  return {
    ...readBrowserSearch(search),
    page: readId(search.page),
    q: shortText(search.q),
    kind: oneOf(search.kind, SIGNAL_KINDS),
    signal: matching(search.signal, /^\d{1,15}$/),
  }
}
