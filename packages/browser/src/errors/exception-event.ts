import { type Event, EXCEPTION_EVENT, type ExceptionMechanism } from '@kymo/protocol'
import { epoch } from '../clock.ts'
import { keptUrl } from '../kept.ts'
import { pathOf, type Visit } from '../visits/visit.ts'
import { messageOf, stackOf, typeOf } from './thrown.ts'

export function exceptionEvent(thrown: unknown, mechanism: ExceptionMechanism, visit: Visit): Event {
  const stack = stackOf(thrown)
  return {
    fact: 'event',
    name: EXCEPTION_EVENT,
    time: epoch(performance.now()),
    attributes: {
      'exception.type': typeOf(thrown),
      'exception.message': messageOf(thrown),
      ...(stack && { 'exception.stacktrace': stack }),
      'kymo.exception.mechanism': mechanism,
      'kymo.exception.escaped': mechanism === 'window' || mechanism === 'promise',
      'kymo.visit.id': visit.id,
      'url.path': keptUrl(pathOf(visit.address)),
    },
  }
}
