import type { Fact } from '@kymo/protocol'
import { observedPage } from '../page.ts'

/** Tells the collector, where the page is observed for one; monitors work alike where it is not. */
export function report(fact: Fact): void {
  observedPage()?.record(fact)
}
