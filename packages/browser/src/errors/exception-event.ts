import {
  type Event,
  EXCEPTION_EVENT,
  type ExceptionMechanism,
  PAGE_SCRIPT_PATH,
  redactText,
} from '@kymo/protocol'
import { epoch } from '../clock.ts'
import { keptUrl } from '../kept-url.ts'
import { pathOf, type Visit } from '../visits/visit.ts'

/** Causes followed. */
const CAUSES = 3
/** UTF-16 units. */
const MESSAGE_LENGTH = 2000
const STACK_LENGTH = 12_000

/** Frames of the page's script, which stands between the app and `fetch`. */
const OWN_FRAMES = new RegExp(`\\n[^\\n]*${PAGE_SCRIPT_PATH}[^\\n]*`, 'g')

/** What was thrown, in words. Anything can be thrown, and reading it can throw again. */
export function exceptionEvent(thrown: unknown, mechanism: ExceptionMechanism, visit: Visit): Event {
  const stack = stackOf(thrown)
  return {
    fact: 'event',
    name: EXCEPTION_EVENT,
    time: epoch(performance.now()),
    attributes: {
      'exception.type': isErrorLike(thrown)
        ? String(thrown.name ?? thrown.constructor?.name ?? 'Error')
        : thrown === null
          ? 'null'
          : typeof thrown,
      'exception.message': redactText(messageOf(thrown)).slice(0, MESSAGE_LENGTH),
      ...(stack && { 'exception.stacktrace': redactText(stack).slice(0, STACK_LENGTH) }),
      'kymo.exception.mechanism': mechanism,
      'kymo.exception.escaped': mechanism === 'window' || mechanism === 'promise',
      'kymo.visit.id': visit.id,
      'url.path': keptUrl(pathOf(visit.address)),
    },
  }
}

const messageOf = (thrown: unknown): string => String(isErrorLike(thrown) ? thrown.message : thrown)

function stackOf(thrown: unknown): string {
  const stacks: string[] = []
  for (let error = thrown; isErrorLike(error) && stacks.length <= CAUSES; error = error.cause) {
    const stack = typeof error.stack === 'string' ? error.stack : messageOf(error)
    stacks.push(stacks.length ? `Caused by: ${stack}` : stack)
  }
  return stacks.join('\n').replace(OWN_FRAMES, '')
}

/** An `Error` of any realm. */
function isErrorLike(thrown: unknown): thrown is Error & { readonly cause?: unknown } {
  return typeof thrown === 'object' && thrown !== null && 'message' in thrown
}
