import type { BrowserPage } from '@kymo/protocol'
import type { EventRow } from '../../store/rows.ts'
import { textOf } from '../attributes.ts'

/** The load of a page that told of an event. */
export function pageOf({ instance, app, attributes, time }: EventRow): BrowserPage {
  return {
    instance,
    app,
    tab: textOf(attributes, 'session.id'),
    path: textOf(attributes, 'url.path'),
    lastSeen: time,
  }
}
