import { CALL_APIS, type CallApi } from '@kymo/protocol'
import { matching, oneOf, shortText } from '../../address/values.ts'
import { parseZoom } from '../../timeline/scale.ts'
import { type BrowserSearch, readBrowserSearch } from '../search.ts'

/** What the page of the network shows, as its address says it. */
export interface NetworkSearch extends BrowserSearch {
  readonly host?: string | undefined
  readonly by?: CallApi | undefined
  readonly q?: string | undefined
  /** The visit whose calls are drawn; that of the newest call unless given. */
  readonly visit?: string | undefined
  /** The part of its time that is drawn; see `zoomText`. */
  readonly zoom?: string | undefined
}

export function readNetworkSearch(search: Record<string, unknown>): NetworkSearch {
  return {
    ...readBrowserSearch(search),
    host: shortText(search.host),
    by: oneOf(search.by, CALL_APIS),
    q: shortText(search.q),
    visit: matching(search.visit, /^[0-9a-f]{16}$/),
    zoom: parseZoom(search.zoom) === undefined ? undefined : (search.zoom as string),
  }
}
