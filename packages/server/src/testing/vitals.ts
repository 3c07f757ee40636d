import { type Device, type Event, WEB_VITAL_EVENT, type WebVital } from '@kymo/protocol'
import { T } from './facts.ts'

export interface VitalOptions {
  readonly id?: string
  readonly time?: number
  readonly device?: Device
  readonly visitId?: string
  readonly path?: string
  readonly attributes?: Event['attributes']
}

let ids = 0

/** The event by which a page tells of a web vital. */
export function vital(name: WebVital, value: number, options: VitalOptions = {}): Event {
  const { id = `v${++ids}`, time = T, device = 'desktop', visitId, path = '/', attributes } = options
  return {
    fact: 'event',
    name: WEB_VITAL_EVENT,
    time,
    attributes: {
      'browser.web_vital.name': name,
      'browser.web_vital.value': value,
      'browser.web_vital.delta': value,
      'browser.web_vital.id': id,
      'browser.web_vital.rating': 'good',
      'browser.web_vital.navigation_type': 'navigate',
      'kymo.device': device,
      'url.path': path,
      ...(visitId === undefined ? {} : { 'kymo.visit.id': visitId }),
      ...attributes,
    },
  }
}
