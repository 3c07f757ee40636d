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

function jsonAttribute(
  name: string,
  values: Readonly<Record<string, unknown>>,
): Record<string, AttributeValue> {
  const json = JSON.stringify(fitting(values, JSON_LENGTH))
  return json === '{}' ? {} : { [name]: json }
}

/** As many of the first as fit, of what is within them, too. */
function fitting(values: Readonly<Record<string, unknown>>, room: number): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  let left = room - 2
  for (const [name, value] of Object.entries(values)) {
    left -= JSON.stringify(name).length + 2
    const part = typeof value === 'object' && value !== null ? fitting({ ...value }, left) : value
    left -= JSON.stringify(part).length
    if (left < 0) break
    kept[name] = part
  }
  return kept
}
