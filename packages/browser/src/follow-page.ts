import type { Page } from './page.ts'
import { observePageVitals } from './performance/page-vitals.ts'
import { quietly } from './quietly.ts'
import { watchPolicy } from './transport/watch-policy.ts'
import type { Visit } from './visits/visit.ts'

/**
 * What of the page's runtime is in a file of its own, which is loaded right after the first: what nothing is lost without
 * for a moment. Of vitals the browser keeps what it has measured until somebody asks.
 *
 * @param loaded what the page was loaded for; by now it may have become another
 */
export function followPage(page: Page, loaded: Visit): void {
  const { transport } = page
  quietly(() => watchPolicy(page))
  addEventListener('pageshow', ({ persisted }) => persisted && transport.back(true))
  addEventListener('online', () => transport.back())
  quietly(() => observePageVitals(page, loaded))
}
