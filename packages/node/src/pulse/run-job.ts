import { now } from '../clock.ts'
import { runningAgent } from '../shared-agent.ts'
import type { ActiveSpan } from '../spans/active-span.ts'
import { seenError } from './errors/seen-error.ts'
import { guarded } from './guarded.ts'
import { runningPulse } from './pulse.ts'

/** Of a job's name: there are to be few. */
const LONGEST_NAME = 200

/**
 * Runs a job of a worker, and has the pulse count it: how many there are by that name, how long they take, which are slow,
 * and what they throw. Where the process has an agent, it is a span as well, to which all belongs that the job does.
 * Without either it only calls `fn`.
 *
 * @param name the same for all jobs of one kind, such as `send-invoice`: no ids in it
 * @param fn is called at once; what it returns or throws is passed on, as a promise where it returned one
 *
 * @example
 * queue.process((job) => runJob('send-invoice', () => sendInvoice(job.data)))
 */
export function runJob<T>(name: string, fn: () => T): T {
  const job = begin(name)
  if (job === undefined) return fn()
  let result: T
  try {
    result = job.run(fn)
  } catch (error) {
    job.end({ error })
    throw error
  }
  if (!isPromise(result)) {
    job.end(undefined)
    return result
  }
  return Promise.resolve(result).then(
    (value) => {
      job.end(undefined)
      return value
    },
    (error: unknown) => {
      job.end({ error })
      throw error
    },
  ) as T
}

interface RunningJob {
  run<T>(fn: () => T): T
  end(failure: { readonly error: unknown } | undefined): void
}

function begin(given: string): RunningJob | undefined {
  const agent = runningAgent()
  if (agent === undefined && runningPulse() === undefined) return undefined
  const name = String(given).slice(0, LONGEST_NAME) || 'job'
  const start = now()
  const span: ActiveSpan | undefined = agent?.startSpan('internal', name, { start })
  const whole = {}
  return {
    run: (fn) => (agent === undefined || span === undefined ? fn() : agent.runInSpan(span, fn)),
    end: (failure) =>
      guarded(() => {
        const end = now()
        const recorder = runningPulse()?.recorder
        if (failure !== undefined) {
          if (agent !== undefined) agent.exception(failure.error, { ...(span && { span }), mechanism: 'app' })
          else recorder?.exception(failure.error, seenError(failure.error, whole))
        }
        recorder?.job({ name, start, end, failed: failure !== undefined, trace: span })
        span?.end(failure === undefined ? 'unset' : 'error', end)
      }),
  }
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
  )
}
