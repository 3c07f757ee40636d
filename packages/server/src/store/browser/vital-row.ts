import {
  type Attributes,
  DEVICES,
  type Device,
  type Event,
  hash64,
  type RoutePatterns,
  WEB_VITAL_EVENT,
  WEB_VITALS,
  type WebVital,
} from '@kymo/protocol'
import { isVisitId } from '../visit-id.ts'

/** What a store keeps of a vital beside its event. */
export interface VitalColumns {
  /** The same for all that is told of one vital of one load: 16 hex digits. */
  readonly metric: string
  readonly vital: WebVital
  readonly value: number
  readonly device: Device
  readonly visitId: string | null
  readonly path: string
  /** Made from the path. */
  readonly route: string
  readonly navigation: string | null
}

export interface VitalRow extends VitalColumns {
  readonly seq: number
  readonly app: string
  readonly instance: string
  readonly time: number
  /** The metric was told of before: only its value counts. */
  readonly again: boolean
}

/** `undefined` for what is no vital, or none that is known. */
export function vitalColumns(
  { name, attributes }: Pick<Event, 'name' | 'attributes'>,
  app: string,
  instance: string,
  routes: Pick<RoutePatterns, 'derive'>,
): VitalColumns | undefined {
  if (name !== WEB_VITAL_EVENT) return undefined
  const vital = WEB_VITALS.find((known) => known === attributes['browser.web_vital.name'])
  const value = attributes['browser.web_vital.value']
  if (vital === undefined || typeof value !== 'number' || !(value >= 0)) return undefined
  const path = text(attributes, 'url.path') ?? '/'
  const visitId = text(attributes, 'kymo.visit.id')
  return {
    metric: hash64(`${instance}\n${vital}\n${text(attributes, 'browser.web_vital.id') ?? ''}`),
    vital,
    value,
    device: DEVICES.find((known) => known === attributes['kymo.device']) ?? 'desktop',
    visitId: visitId !== null && isVisitId(visitId) ? visitId : null,
    path,
    route: routes.derive(app, path, 'document', null),
    navigation: text(attributes, 'browser.web_vital.navigation_type'),
  }
}

function text(attributes: Attributes, name: string): string | null {
  const value = attributes[name]
  return typeof value === 'string' ? value : null
}
