import {
  type Attributes,
  type Fact,
  MARK_EVENT,
  type MarkAttributes,
  type MeasureAttributes,
  type MeasureType,
  VIOLATION_EVENT,
  type ViolationAttributes,
} from '@kymo/protocol'
import { epoch } from '../clock.ts'
import { newId } from '../ids.ts'
import { keptUrl } from '../kept.ts'
import { observedPage, type Page } from '../page.ts'
import { pathOf } from '../visits/visit.ts'
import type { Violation } from './budget.ts'
import type { Entry, EntryType } from './entry.ts'

/** Facts in one second. An app may set thousands of marks; what a page can send is little. */
const A_SECOND = 50

/** Which entries are told of as spans. */
const MEASURES: Partial<Record<EntryType, MeasureType>> = {
  measure: 'user',
  'long-task': 'long-task',
  'long-animation-frame': 'long-animation-frame',
}

/** Tells the collector of what is for all to see; resources, paints and shifts stay in the page. */
export class PerformanceFacts {
  #since = 0
  #told = 0

  entry(entry: Entry): void {
    const type = MEASURES[entry.type]
    if (!type && entry.type !== 'mark') return
    this.#tell((page) => {
      const visit = { 'kymo.visit.id': page.visits.current.id }
      const { name, startTime, duration } = entry
      if (!type) {
        const attributes: MarkAttributes & Attributes = {
          'kymo.mark.name': name,
          ...detailOf('kymo.mark.detail', entry),
          ...visit,
          ...pathHere(page),
        }
        return { fact: 'event', name: MARK_EVENT, time: epoch(startTime), attributes }
      }
      const attributes: MeasureAttributes & Attributes = {
        'kymo.measure.type': type,
        ...detailOf('kymo.measure.detail', entry),
        ...visit,
      }
      return {
        fact: 'span',
        traceId: newId(16),
        spanId: newId(8),
        kind: 'measure',
        name: name || 'measure',
        start: epoch(startTime),
        duration: Math.max(0, duration),
        status: 'unset',
        attributes,
      }
    })
  }

  violation({ budget, name, value, limit, time }: Violation, count: number): void {
    this.#tell((page) => {
      const attributes: ViolationAttributes & Attributes = {
        'kymo.violation.budget': budget,
        'kymo.violation.name': name,
        'kymo.violation.value': value,
        'kymo.violation.limit': limit,
        'kymo.violation.count': count,
        'kymo.visit.id': page.visits.current.id,
        ...pathHere(page),
      }
      return { fact: 'event', name: VIOLATION_EVENT, time, attributes }
    })
  }

  #tell(make: (page: Page) => Fact): void {
    const page = observedPage()
    if (!page) return
    const now = performance.now()
    if (now - this.#since >= 1000) {
      this.#since = now
      this.#told = 0
    }
    if (this.#told++ < A_SECOND) page.record(make(page))
    else page.transport.drop()
  }
}

const pathHere = ({ visits }: Page) => ({ 'url.path': keptUrl(pathOf(visits.current.address)) })

export function detailOf(name: string, { detail }: Entry): Attributes {
  return detail === undefined ? {} : { [name]: JSON.stringify(detail) }
}
