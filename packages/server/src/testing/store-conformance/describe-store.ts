import { describe } from 'vitest'
import { describeAlerts } from './alerts.ts'
import { describeBatches } from './batches.ts'
import { describeBrowser } from './browser.ts'
import { describeErrors } from './errors.ts'
import { describeFacts } from './facts.ts'
import { describeFigures } from './figures.ts'
import { describeFilters } from './filters.ts'
import { describeInbox } from './inbox.ts'
import { describeLifetime } from './lifetime.ts'
import { describePages } from './pages.ts'
import { describePulse } from './pulse.ts'
import { type OpenedStore, StoreUnderTest } from './store-under-test.ts'
import { describeTraffic } from './traffic.ts'
import { describeVisits } from './visits.ts'

/** What every store must do. @param open with the clock that the store is to use */
export function describeStore(name: string, open: (now: () => number) => Promise<OpenedStore>): void {
  describe(`${name} store`, () => {
    const store = new StoreUnderTest(open)
    describeFacts(store)
    describeBatches(store)
    describeFilters(store)
    describePages(store)
    describeFigures(store)
    describeInbox(store)
    describeLifetime(store)
    describeErrors(store)
    describeVisits(store)
    describeTraffic(store)
    describePulse(store)
    describeAlerts(store)
    describeBrowser(store)
  })
}
