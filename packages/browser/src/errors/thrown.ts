import { PAGE_SCRIPT_PATH } from '@kymo/protocol'
import { attempt } from '../attempt.ts'
import { keptText } from '../kept.ts'

/*
 * What was thrown, in words. Anything can be thrown, and reading it can throw again: then that much is left out.
 */

/** Causes followed. */
const CAUSES = 3
/** UTF-16 units. */
const MESSAGE_LENGTH = 2000
const STACK_LENGTH = 12_000

/** Frames of the page's script, which stands between the app and `fetch`. */
const OWN_FRAMES = new RegExp(`\\n[^\\n]*${PAGE_SCRIPT_PATH}[^\\n]*`, 'g')

/** Its name; of what is no error, the kind of value. */
export function typeOf(thrown: unknown): string {
  if (!isErrorLike(thrown)) return thrown === null ? 'null' : typeof thrown
  return keptText(attempt(() => String(thrown.name ?? thrown.constructor.name)) ?? 'Error', 200)
}

/** Its message; of what is no error, its value. */
export const messageOf = (thrown: unknown): string => keptText(wholeMessage(thrown), MESSAGE_LENGTH)

/** Its stack with those of its causes; empty for what has none. */
export function stackOf(thrown: unknown): string {
  const stacks: string[] = []
  for (
    let error = thrown;
    isErrorLike(error) && stacks.length <= CAUSES;
    error = attempt(() => error.cause)
  ) {
    const stack = ownStack(error)
    stacks.push(stacks.length ? `Caused by: ${stack}` : stack)
  }
  return keptText(stacks.join('\n').replace(OWN_FRAMES, ''), STACK_LENGTH)
}

/** A long message at its head would leave no room for what it is read for. */
function ownStack(error: Error): string {
  const told = attempt(() => error.stack)
  const stack = typeof told === 'string' ? told : wholeMessage(error)
  const frames = stack.search(/\n +at /)
  return frames > MESSAGE_LENGTH
    ? keptText(stack.slice(0, frames), MESSAGE_LENGTH) + stack.slice(frames)
    : stack
}

const wholeMessage = (thrown: unknown): string =>
  attempt(() => String(isErrorLike(thrown) ? thrown.message : thrown)) ?? ''

/** An `Error` of any realm. Of what is no object it can't be asked. */
const isErrorLike = (thrown: unknown): thrown is Error & { readonly cause?: unknown } =>
  attempt(() => 'message' in (thrown as object)) === true
