import { type AttributeValue, type Event, EXCEPTION_EVENT } from '@kymo/protocol'
import { attempt } from '../attempt.ts'
import type { ReportedError } from './reported-error.ts'

/** UTF-16 units of the JSON in one attribute. */
const JSON_LENGTH = 20_000

/** As the collector is told of it. */
export function kymoEvent(error: ReportedError): Event {
  const { breadcrumbs, tags, contexts, user, visitId, count, environment, release } = error
  const path = attempt(() => new URL(error.url).pathname)
  return {
    fact: 'event',
    name: EXCEPTION_EVENT,
    time: error.time,
    attributes: {
      'exception.type': error.type,
      'exception.message': error.message,
      ...(error.stack && { 'exception.stacktrace': error.stack }),
      'kymo.exception.mechanism': error.mechanism,
      'kymo.exception.escaped': error.escaped,
      ...(visitId && { 'kymo.visit.id': visitId }),
      ...(path && { 'url.path': path }),
      ...(count > 1 && { 'kymo.exception.count': count }),
      ...(breadcrumbs.length > 0 && { 'kymo.breadcrumbs': JSON.stringify(breadcrumbs) }),
      ...jsonAttribute('kymo.tags', tags),
      ...jsonAttribute('kymo.contexts', contexts),
      ...(user?.id !== undefined && { 'user.id': String(user.id) }),
      ...(environment && { 'deployment.environment.name': environment }),
      ...(release && { 'service.version': release }),
    },
  }
}

/** As many of the first as fit. */
function jsonAttribute(
  name: string,
  values: Readonly<Record<string, unknown>>,
): Record<string, AttributeValue> {
  const entries = Object.entries(values)
  for (; entries.length; entries.pop()) {
    const json = JSON.stringify(Object.fromEntries(entries))
    if (json.length <= JSON_LENGTH) return { [name]: json }
  }
  return {}
}
