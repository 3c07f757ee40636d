import {
  type Attributes,
  type Device,
  VITAL_PREFIX,
  WEB_VITAL_EVENT,
  type WebVitalAttributes,
} from '@kymo/protocol'
import { epoch } from '../clock.ts'
import { keptUrl } from '../kept.ts'
import type { Page } from '../page.ts'
import { pathOf, type Visit } from '../visits/visit.ts'
import { plainVitals } from './plain-vitals.ts'
import { type Vital, vitals } from './vitals.ts'

/** Milliseconds in which a value that grows is told of once. */
const GROWING = 1000

/**
 * Observes the vitals of this page, and tells the collector of them. A vital is of the load of the page, or of its being
 * restored, whatever the page became since.
 */
export function observePageVitals(page: Page, loaded: Visit): void {
  let visit = loaded
  page.visits.onVisit((next) => {
    if (next.type === 'restore') visit = next
  })
  const told = new Map<string, { readonly id: string; readonly value: number }>()
  const waiting = new Map<string, Vital>()
  let timer: ReturnType<typeof setTimeout> | undefined

  const tell = () => {
    clearTimeout(timer)
    timer = undefined
    for (const vital of waiting.values()) {
      const key = `${vital.name} ${visit.id}`
      // Two builds name it differently, and it is one.
      const { id, value } = told.get(key) ?? { id: vital.id, value: 0 }
      told.set(key, { id, value: vital.value })
      page.record(vitalEvent({ ...vital, id }, vital.value - value, visit))
    }
    waiting.clear()
  }
  page.onLeaving(tell)
  vitals().listen((vital) => {
    waiting.set(vital.name, vital)
    // A page that is restored tells of a vital in the very moment in which its visit begins, or before.
    timer ??= setTimeout(tell, GROWING)
  })
  vitals().use(plainVitals)
}

function vitalEvent(vital: Vital, delta: number, visit: Visit) {
  const attributes: WebVitalAttributes & Attributes = {
    'browser.web_vital.name': vital.name,
    'browser.web_vital.value': vital.value,
    'browser.web_vital.delta': delta,
    'browser.web_vital.id': vital.id,
    'browser.web_vital.rating': vital.rating,
    'browser.web_vital.navigation_type': vital.navigationType,
    'kymo.device': device(),
    'kymo.visit.id': visit.id,
    'url.path': keptUrl(pathOf(visit.address)),
    ...Object.fromEntries(
      Object.entries(vital.attribution).map(([name, value]) => [VITAL_PREFIX + name, value]),
    ),
  }
  return { fact: 'event', name: WEB_VITAL_EVENT, time: epoch(performance.now()), attributes } as const
}

/** A tablet's shorter side is 600 or more of the page's pixels. */
function device(): Device {
  if (!matchMedia('(pointer: coarse)').matches) return 'desktop'
  return Math.min(screen.width, screen.height) < 600 ? 'mobile' : 'tablet'
}
