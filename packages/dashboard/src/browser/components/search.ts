import { oneOf, shortText } from '../../address/values.ts'
import { type BrowserSearch, type Order, readBrowserSearch, readId, readOrder } from '../search.ts'

export const COMPONENT_SORTS = [
  'name',
  'renders',
  'again',
  'wasted',
  'slow',
  'self',
  'max',
  'mounted',
] as const
export type ComponentSort = (typeof COMPONENT_SORTS)[number]

/** What the page of components shows, as its address says it. */
export interface ComponentsSearch extends BrowserSearch {
  readonly q?: string | undefined
  readonly sort?: ComponentSort | undefined
  readonly order?: Order | undefined
  /** Whether what is not the app's is shown, too. */
  readonly libraries?: 'shown' | undefined
  /** The component whose detail is open; see `componentKey`. */
  readonly component?: string | undefined
  /** The commit that is drawn; the newest unless given. */
  readonly commit?: string | undefined
}

export function readComponentsSearch(search: Record<string, unknown>): ComponentsSearch {
  return {
    ...readBrowserSearch(search),
    q: shortText(search.q),
    sort: oneOf(search.sort, COMPONENT_SORTS),
    order: readOrder(search.order),
    libraries: oneOf(search.libraries, ['shown']),
    component: shortText(search.component),
    commit: readId(search.commit),
  }
}
