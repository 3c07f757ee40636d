import type { SpanContext } from '../../context.ts'
import type { RecordedSpan } from '../../spans/recorded-span.ts'

type Emit = (this: NodeJS.Process, name: string | symbol, ...rest: unknown[]) => boolean

/** Modes in which a rejection that nobody listens for is no exception either. */
const QUIET_MODE = /--unhandled-rejections[= ](?:warn|none)/

/**
 * Observes the rejections that do not become exceptions: those that a listener takes, and all in a quiet mode. To
 * listen for them would be to handle them, and the process would live on; so their emission is observed. `process.emit`
 * is only covered where there can be such: it shows as a frame in the stack of what a listener of the process throws.
 *
 * What was thrown is not looked at while it may still become an exception: reading an error's stack would change the
 * line of source that Node prints with it.
 */
export function observeRejections(
  record: (thrown: unknown, span: RecordedSpan | undefined) => void,
  context: SpanContext,
): { becameException(): void; settle(): void; stop(): void } {
  let pending: { readonly thrown: unknown; readonly span: RecordedSpan | undefined } | undefined
  let toldBefore = false
  let covered: Emit | undefined

  const settle = (): void => {
    if (pending === undefined) return
    const { thrown, span } = pending
    pending = undefined
    record(thrown, span)
  }

  const observed: Emit = function (name, ...rest) {
    const emit = covered ?? (Object.getPrototypeOf(process).emit as Emit)
    if (name !== 'unhandledRejection') return emit.call(this, name, ...rest)
    if (toldBefore) {
      toldBefore = false
      return emit.call(this, name, ...rest)
    }
    settle()
    pending = { thrown: rest[0], span: context.getStore() }
    const taken = emit.call(this, name, ...rest)
    if (taken) settle()
    // Otherwise it becomes an exception now, or never.
    else process.nextTick(settle)
    return taken
  }

  const cover = (): void => {
    if (covered !== undefined) return
    covered = process.emit as Emit
    process.emit = observed as typeof process.emit
  }
  const uncover = (): void => {
    // Whoever covered it since calls this one: then it stays, and passes on.
    if (covered === undefined || (process.emit as Emit) !== observed) return
    if (covered === Object.getPrototypeOf(process).emit) Reflect.deleteProperty(process, 'emit')
    else process.emit = covered as typeof process.emit
    covered = undefined
  }

  const quiet = QUIET_MODE.test(`${process.execArgv.join(' ')} ${process.env.NODE_OPTIONS ?? ''}`)
  const added = (name: string | symbol): void => {
    if (name === 'unhandledRejection') cover()
  }
  const removed = (name: string | symbol): void => {
    if (name === 'unhandledRejection' && !quiet && process.listenerCount(name) === 0) uncover()
  }
  if (quiet || process.listenerCount('unhandledRejection') > 0) cover()
  process.on('newListener', added)
  process.on('removeListener', removed)

  return {
    settle,
    becameException() {
      // Under `--unhandled-rejections=strict` it is an exception first, and emitted after.
      toldBefore = pending === undefined
      pending = undefined
    },
    stop() {
      process.off('newListener', added)
      process.off('removeListener', removed)
      uncover()
    },
  }
}
