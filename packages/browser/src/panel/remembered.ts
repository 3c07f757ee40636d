export const CORNERS = ['bottom-right', 'bottom-left', 'top-left', 'top-right'] as const
export type Corner = (typeof CORNERS)[number]

/** What the panel keeps for the next page of the same origin. */
export interface Remembered {
  readonly corner: Corner
  readonly open: boolean
}

const KEY = 'kymo.panel'

/** What is kept, or the default where a page may keep nothing. */
export function readRemembered(): Remembered {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Remembered>
    const corner = CORNERS.find((known) => known === kept.corner) ?? CORNERS[0]
    return { corner, open: kept.open === true }
  } catch {
    return { corner: CORNERS[0], open: false }
  }
}

export function remember(state: Remembered): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(state))
  } catch {
    // It is forgotten with the page.
  }
}
