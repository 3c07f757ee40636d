import type { Instrumentation } from '../instrumentation.ts'
import { observeRejections } from './rejections.ts'

/** Exceptions and rejections that nothing caught. */
export const observeProcessErrors: Instrumentation = ({ context, exception, onExit, hookFailed }) => {
  const rejections = observeRejections((thrown, span) => {
    try {
      exception(thrown, { escaped: true, span })
    } catch (error) {
      hookFailed(error)
    }
  }, context)

  // A listener of a rejection may end the process.
  onExit(rejections.settle)

  // Changes nothing, by design. A rejection that no listener took comes here too.
  const monitor = (thrown: unknown, origin: string): void => {
    try {
      if (origin === 'unhandledRejection') rejections.becameException()
      exception(thrown, { escaped: true })
    } catch (error) {
      hookFailed(error)
    }
  }
  process.on('uncaughtExceptionMonitor', monitor)
  return () => {
    process.off('uncaughtExceptionMonitor', monitor)
    rejections.stop()
  }
}
