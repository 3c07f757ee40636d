import { OWN_PATH_PREFIX } from '@kymo/protocol'
import { keptUrl } from '../kept.ts'

/** What a page's element was to load, redacted; `undefined` where that is nothing, or Kymo's own. */
export function unloadedFile(element: Element): { readonly tag: string; readonly url: string } | undefined {
  const { currentSrc, src, href, data } = element as Element &
    Partial<Record<'currentSrc' | 'src' | 'href' | 'data', unknown>>
  const address = [currentSrc, src, href, data].find((one) => typeof one === 'string' && one !== '')
  if (typeof address !== 'string' || address.includes(OWN_PATH_PREFIX)) return undefined
  // A picture that is in the page itself has no address to find it by.
  const url = address.startsWith('data:') ? 'data:' : keptUrl(address).slice(0, 800)
  return { tag: element.localName.slice(0, 40), url }
}
