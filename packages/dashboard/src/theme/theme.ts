import { useSyncExternalStore } from 'react'

export const THEME_CHOICES = ['system', 'dark', 'light'] as const
export type ThemeChoice = (typeof THEME_CHOICES)[number]
export type Theme = 'dark' | 'light'

const KEY = 'kymo.theme'
const system = matchMedia('(prefers-color-scheme: light)')
const listeners = new Set<() => void>()

let choice = remembered()

function remembered(): ThemeChoice {
  try {
    const value = localStorage.getItem(KEY)
    return value === 'dark' || value === 'light' ? value : 'system'
  } catch {
    return 'system'
  }
}

function resolved(): Theme {
  if (choice !== 'system') return choice
  return system.matches ? 'light' : 'dark'
}

function apply(): void {
  document.documentElement.dataset.theme = resolved()
  const page = getComputedStyle(document.documentElement).getPropertyValue('--page')
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', page)
  for (const listener of listeners) listener()
}

system.addEventListener('change', apply)

export function chooseTheme(next: ThemeChoice): void {
  choice = next
  try {
    if (next === 'system') localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, next)
  } catch {
    // Storage is refused: the choice holds until the page is closed.
  }
  apply()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The person's choice and the theme it comes to. */
export function useTheme(): { choice: ThemeChoice; theme: Theme } {
  const theme = useSyncExternalStore(subscribe, resolved)
  const chosen = useSyncExternalStore(subscribe, () => choice)
  return { choice: chosen, theme }
}
