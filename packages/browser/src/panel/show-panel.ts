import type { Page } from '../page.ts'
import { quietly } from '../quietly.ts'
import { Panel } from './panel.ts'

const SHOWN = Symbol.for('kymo.panel')

/** Events of the panel that the page's own listeners must not take for their own, such as a click outside of a menu. */
const OWN_EVENTS = [
  'click',
  'dblclick',
  'contextmenu',
  'pointerdown',
  'pointerup',
  'mousedown',
  'mouseup',
  'touchstart',
  'touchend',
  'keydown',
  'keyup',
  'keypress',
  'focusin',
  'focusout',
  'wheel',
]

/**
 * Shows the panel in the page: a badge in a corner that opens to what the current visit has caused. It lives in a shadow
 * tree that comes after the page's own content and is shown above it. It appears when the page has loaded and the
 * collector was heard of. In a frame, and where the page's content security policy does not let it call the collector,
 * there is none.
 */
export function showPanel(page: Page | undefined): void {
  const global = globalThis as { [SHOWN]?: boolean }
  if (page === undefined || window.top !== window || global[SHOWN]) return
  global[SHOWN] = true
  const { transport } = page
  let host: HTMLElement | undefined
  const appear = () =>
    quietly(() => {
      if (transport.state === 'blocked') host?.remove()
      else if (!host && transport.state !== 'waiting' && document.readyState === 'complete')
        host = attach(page)
    })
  transport.onState(appear)
  addEventListener('load', appear)
  appear()
}

function attach(page: Page): HTMLElement {
  const host = document.createElement('kymo-panel')
  // Above all that the page shows, and where the window's corners are even if the page moves its own root.
  host.popover = 'manual'
  const panel = new Panel(page, host)
  for (const name of OWN_EVENTS)
    host.addEventListener(name, (event) => event.stopPropagation(), { passive: true })
  const place = () => {
    // A framework that makes the document anew takes out what it did not make.
    if (host.isConnected || page.transport.state === 'blocked') return
    document.documentElement.append(host)
    host.showPopover?.()
    observer.observe(document.documentElement, { childList: true })
  }
  const observer = new MutationObserver(() => quietly(place))
  observer.observe(document, { childList: true })
  place()
  addEventListener('keydown', (event) => quietly(() => shortcut(event, panel)), true)
  return host
}

/** Alt+K, but not for who is writing. */
function shortcut(event: KeyboardEvent, panel: Panel): void {
  const { altKey, ctrlKey, metaKey, shiftKey, code } = event
  if (code !== 'KeyK' || !altKey || ctrlKey || metaKey || shiftKey) return
  const [target] = event.composedPath()
  if (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  )
    return
  event.preventDefault()
  event.stopPropagation()
  panel.toggle()
}
