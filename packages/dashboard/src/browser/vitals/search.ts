import { DEVICES, type Device, WEB_VITALS, type WebVital } from '@kymo/protocol'
import { oneOf, shortText } from '../../address/values.ts'
import type { VitalsFilter } from '../../api/browser.ts'
import { type BrowserSearch, browserFilter, readBrowserSearch } from '../search.ts'

/** What the page of vitals shows, as its address says it. */
export interface VitalsSearch extends BrowserSearch {
  readonly route?: string | undefined
  readonly device?: Device | undefined
  /** The one that is looked at closer; LCP unless given. */
  readonly vital?: WebVital | undefined
}

export function readVitalsSearch(search: Record<string, unknown>): VitalsSearch {
  return {
    ...readBrowserSearch(search),
    route: shortText(search.route),
    device: oneOf(search.device, DEVICES),
    vital: oneOf(search.vital, WEB_VITALS),
  }
}

/** What the collector is asked for. */
export function vitalsFilter(search: VitalsSearch): VitalsFilter {
  return { ...browserFilter(search), route: search.route, device: search.device }
}
