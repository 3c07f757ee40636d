import { attempt } from '../attempt.ts'
import { CORNERS, type Corner } from './corners.ts'

/** What the panel keeps for the next page of the same origin. */
export interface Remembered {
  readonly corner: Corner
  readonly open: boolean
}

const KEY = 'kymo.panel'

/** What is kept, or the default where a page may keep nothing. */
export function readRemembered(): Remembered {
  const kept = attempt(() => JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Remembered> | null)
  const corner = CORNERS.find((known) => known === kept?.corner) ?? CORNERS[0]
  return { corner, open: kept?.open === true }
}

/** Where that may not be kept, it is forgotten with the page. */
export function remember(state: Remembered): void {
  attempt(() => localStorage.setItem(KEY, JSON.stringify(state)))
}
