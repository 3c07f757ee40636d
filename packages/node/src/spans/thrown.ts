import { isSecretName, REDACTED } from '@kymo/protocol'

/*
 * What was thrown, in words. Anything can be thrown, and reading it can throw again: then that much is left out.
 */

/** Causes followed, and errors of an `AggregateError` told, of one stack. */
const FOLLOWED = 8
/** Characters of an object's description. */
const LONGEST = 500

/** Its name; of what is no error, the kind of value. */
export function typeOf(thrown: unknown): string {
  return attempt(() => nameOf(thrown)) ?? 'unknown'
}

/** Its message; of what is no error, its value. */
export function describeThrown(thrown: unknown): string {
  return attempt(() => messageOf(thrown)) ?? ''
}

/** Its stack with those of its causes; undefined for what has none. */
export function stackOf(thrown: unknown): string | undefined {
  const stacks: string[] = []
  attempt(() => collect(thrown, '', stacks, new Set()))
  const text = stacks.join('\n')
  return text === '' ? undefined : text
}

function collect(error: unknown, prefix: string, stacks: string[], seen: Set<unknown>): void {
  if (stacks.length > FOLLOWED || seen.has(error)) return
  seen.add(error)
  if (!isErrorLike(error)) {
    // What was thrown is told by its message; a cause has no other place.
    if (prefix !== '' && error !== undefined) stacks.push(prefix + describeThrown(error))
    return
  }
  const stack = attempt(() => error.stack)
  stacks.push(prefix + (typeof stack === 'string' ? stack : `${typeOf(error)}: ${describeThrown(error)}`))
  const errors = attempt(() => error.errors)
  if (Array.isArray(errors)) for (const one of errors) collect(one, 'One of: ', stacks, seen)
  collect(
    attempt(() => error.cause),
    'Caused by: ',
    stacks,
    seen,
  )
}

function nameOf(thrown: unknown): string {
  if (!isErrorLike(thrown)) return thrown === null ? 'null' : typeof thrown
  return String(thrown.name ?? thrown.constructor?.name ?? 'Error')
}

function messageOf(thrown: unknown): string {
  if (isErrorLike(thrown)) return String(thrown.message)
  if (typeof thrown !== 'object' || thrown === null) return String(thrown)
  const text = JSON.stringify(thrown, (name, value: unknown) => (isSecretName(name) ? REDACTED : value))
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}

interface ErrorLike {
  readonly name?: unknown
  readonly message: unknown
  readonly stack?: unknown
  readonly cause?: unknown
  readonly errors?: unknown
}

/** An `Error` of any realm: those of an edge sandbox are no instances of this one's. */
function isErrorLike(thrown: unknown): thrown is ErrorLike {
  return typeof thrown === 'object' && thrown !== null && 'message' in thrown
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
