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
