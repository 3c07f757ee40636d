import { useEffect, useEffectEvent } from 'react'

export interface ShortcutActions {
  readonly palette: () => void
  readonly help: () => void
  readonly pause: () => void
  readonly page: (key: string) => void
  readonly close: () => void
}

/** After `g`, the page's letter must follow within this time. Milliseconds. */
const SEQUENCE = 1200

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  )
}

function isChoice(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="combobox"]') !== null
}

function inPopup(target: EventTarget | null): boolean {
  return (
    target instanceof Element && target.closest('[role="dialog"],[role="listbox"],[role="menu"]') !== null
  )
}

function isVisible(element: HTMLElement): boolean {
  return element.getClientRects().length > 0
}

/** The keyboard is given to the page's main list, which takes the key as if it had been there all along. */
function handToGrid(event: KeyboardEvent): void {
  const grids = [...document.querySelectorAll<HTMLElement>('[data-grid]')].filter(isVisible)
  const grid = grids.find((element) => element.dataset.grid === 'primary') ?? grids[0]
  if (grid === undefined) return
  event.preventDefault()
  grid.focus()
  grid.dispatchEvent(new KeyboardEvent('keydown', { key: event.key, bubbles: true, cancelable: true }))
}

function focusFilter(event: KeyboardEvent): void {
  const filters = [...document.querySelectorAll<HTMLInputElement>('[data-filter="primary"]')]
  const filter = filters.find(isVisible)
  if (filter === undefined) return
  event.preventDefault()
  filter.focus()
  filter.select()
}

/** The keys that work anywhere on the page. */
export function useShortcuts(actions: ShortcutActions): void {
  const act = useEffectEvent((event: KeyboardEvent, afterG: boolean) => {
    if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault()
      actions.palette()
      return
    }
    if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target) || inPopup(event.target))
      return
    // A choice that has the focus takes letters as the beginning of a value.
    if (isChoice(event.target) && /^[a-z]$/i.test(event.key)) return
    if (afterG) actions.page(event.key)
    else if (event.key === '/') focusFilter(event)
    else if (event.key === '?') actions.help()
    else if (event.key === 'p') actions.pause()
    else if (event.key === 'Escape') actions.close()
    else if (event.key === 'j' || event.key === 'k') handToGrid(event)
  })

  useEffect(() => {
    let pressedG = 0
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat) return
      const afterG = event.timeStamp - pressedG < SEQUENCE && pressedG > 0
      const plain = !event.metaKey && !event.ctrlKey && !event.altKey && !isTyping(event.target)
      pressedG = event.key === 'g' && plain && !afterG ? event.timeStamp : 0
      act(event, afterG)
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [])
}
