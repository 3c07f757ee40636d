import { attempt } from '../attempt.ts'
import { newId } from '../ids.ts'

const KEY = 'kymo.tab'
const TAB = Symbol.for(KEY)

/**
 * Names the tab for as long as it is open; where the browser keeps nothing for the page, the page alone.
 *
 * A tab that is opened by another, or as its copy, begins with all that the other keeps. So the name is kept only from
 * one page of the tab to the next; while there is a page, the page has it, and its frames find it there.
 */
export function tabId(): string {
  const keep = () => attempt(() => sessionStorage.setItem(KEY, id))
  const take = () => attempt(() => sessionStorage.removeItem(KEY))
  // Of a top page that is of another origin nothing can be read.
  const ofTop = attempt(() => (window.top as { [TAB]?: string } | null)?.[TAB])
  if (ofTop) return ofTop
  const id = attempt(() => sessionStorage.getItem(KEY)) ?? newId(8)
  if (window === window.top) {
    ;(window as { [TAB]?: string })[TAB] = id
    take()
    addEventListener('pagehide', keep)
    addEventListener('pageshow', take)
  } else keep()
  return id
}
