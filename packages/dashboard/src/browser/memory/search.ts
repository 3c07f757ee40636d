import { type BrowserSearch, readBrowserSearch, readId } from '../search.ts'

/** What the page of memory shows, as its address says it. */
export interface MemorySearch extends BrowserSearch {
  /** The load of a page that it is of; the one that told last unless given. */
  readonly page?: string | undefined
}

export function readMemorySearch(search: Record<string, unknown>): MemorySearch {
  return { ...readBrowserSearch(search), page: readId(search.page) }
}
