import type { RefObject } from 'react'

/* A row opened by the keyboard takes the keyboard along, into a drawer that may only be about to appear. */
let current: RefObject<HTMLElement | null> | undefined
let wanted = false

export function focusDrawer(): void {
  if (current?.current) current.current.focus()
  else wanted = true
}

/** @returns ends it */
export function takeDrawerFocus(element: RefObject<HTMLElement | null>): () => void {
  current = element
  if (wanted) element.current?.focus()
  wanted = false
  return () => {
    if (current === element) current = undefined
  }
}

let left: { readonly cameFrom: HTMLElement | null } | undefined

/**
 * A drawer that comes in the place of another takes the keyboard over that was in it.
 *
 * @param cameFrom what gets the keyboard back in the end
 * @returns leaves it to the next, if that comes at once
 */
export function inheritDrawerFocus(
  element: RefObject<HTMLElement | null>,
  cameFrom: RefObject<HTMLElement | null>,
): () => void {
  if (left !== undefined) {
    cameFrom.current = left.cameFrom
    element.current?.focus()
    left = undefined
  }
  return () => {
    if (element.current?.contains(document.activeElement) !== true) return
    left = { cameFrom: cameFrom.current }
    queueMicrotask(() => {
      left = undefined
    })
  }
}
