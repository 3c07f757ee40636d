import type { Instrumentation } from '../instrumentation.ts'

type Emit = (this: NodeJS.Process, name: string | symbol, ...rest: unknown[]) => boolean

/**
 * Exceptions and rejections that nothing caught. To listen for `unhandledRejection` would be to handle it, and the
 * process would live on; so its emission is observed instead. What no listener takes goes on to
 * `uncaughtExceptionMonitor`, which changes nothing by design.
 */
export const observeProcessErrors: Instrumentation = ({ exception, hookFailed }) => {
  let stopped = false
  /** What was recorded last: a rejection that nobody takes is told of twice. */
  let last: { readonly thrown: unknown } | undefined

  const record = (thrown: unknown): void => {
    try {
      exception(thrown, { escaped: true })
    } catch (error) {
      hookFailed(error)
    }
  }

  const monitor = (thrown: unknown, origin: string): void => {
    const told = origin === 'unhandledRejection' && last !== undefined
    last = undefined
    if (told) return
    // Under `--unhandled-rejections=strict` it comes in this order.
    if (origin === 'unhandledRejection') last = { thrown }
    record(thrown)
  }

  const emit = process.emit as Emit
  const observed: Emit = function (name, ...rest) {
    if (name === 'unhandledRejection' && !stopped) {
      const told = last !== undefined && last.thrown === rest[0]
      last = undefined
      if (!told) {
        record(rest[0])
        last = { thrown: rest[0] }
        const handled = emit.call(this, name, ...rest)
        if (handled) last = undefined
        return handled
      }
    }
    return emit.call(this, name, ...rest)
  }
  const own = Object.hasOwn(process, 'emit')
  process.emit = observed as typeof process.emit
  process.on('uncaughtExceptionMonitor', monitor)
  return () => {
    stopped = true
    process.off('uncaughtExceptionMonitor', monitor)
    if ((process.emit as Emit) !== observed) return
    if (own) process.emit = emit as typeof process.emit
    else Reflect.deleteProperty(process, 'emit')
  }
}
