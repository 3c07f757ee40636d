import type { ActiveSpan } from '@kymo/node'
import { appFrame } from '../sources/app-frame.ts'

/** Enough for libraries between the app and the call. */
const FRAMES = 40

/** The stack of whoever called `entry`; undefined in production, where it would cost and could not be mapped. */
export function callStack(entry: (...args: never[]) => unknown): string | undefined {
  if (process.env.NODE_ENV === 'production') return undefined
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = FRAMES
  const error = new Error()
  Error.captureStackTrace(error, entry)
  Error.stackTraceLimit = limit
  return error.stack
}

/** Says where in the app's own source it was called. */
export function describeCallSite(span: ActiveSpan, stack: string | undefined): void {
  const location = stack === undefined ? undefined : appFrame(stack)
  if (location === undefined) return
  span.set('code.file.path', location.file)
  span.set('code.line.number', location.line)
  span.set('code.column.number', location.column ?? undefined)
  span.set('code.function.name', location.function ?? undefined)
}
