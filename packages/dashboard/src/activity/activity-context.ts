import { createContext, use } from 'react'
import type { ErrorRef } from '../address/error-ref.ts'
import type { SpanRef } from '../address/span-ref.ts'
import type { ActivitySearch } from './search.ts'

/** What the page's address says, and how its parts change it. */
export interface ActivityView {
  readonly search: ActivitySearch
  /** `replace` leaves no step for the back button: for what changes while typing, dragging or moving through rows. */
  readonly change: (next: Partial<ActivitySearch>, how?: 'push' | 'replace') => void
  readonly openSpan: (ref: SpanRef, how?: 'push' | 'replace') => void
  readonly openError: (ref: ErrorRef, how?: 'push' | 'replace') => void
}

export const ActivityContext = createContext<ActivityView | null>(null)

export function useActivity(): ActivityView {
  const view = use(ActivityContext)
  if (view === null) throw new Error('ActivityContext is missing')
  return view
}
