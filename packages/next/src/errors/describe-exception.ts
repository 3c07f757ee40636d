import type { ExceptionReport } from '@kymo/node'
import type { SourceLocation } from '@kymo/protocol'
import { appFrame } from '../sources/app-frame.ts'
import { codeContext, codeOnDisk } from '../sources/code-context.ts'
import { mapStack } from '../sources/map-stack.ts'
import { describeBuildError } from './build-error.ts'
import { callSiteOf } from './call-sites.ts'
import { property } from './thrown-property.ts'

/**
 * Adds what Next.js and the source maps know of an exception: the digest by which its users see it, the runtime, and,
 * in development, where in the app's source it was thrown.
 */
export function describeException(report: ExceptionReport): void {
  const { thrown, attributes } = report
  const digest = property(thrown, 'digest')
  if (typeof digest === 'string') attributes['next.digest'] = digest
  if (isOfEdge(report)) attributes['kymo.runtime'] = 'edge'
  const location = report.mechanism === 'build' ? describeBuildError(report) : describeStack(report)
  if (location === undefined) return
  attributes['code.file.path'] = location.file
  attributes['code.line.number'] = location.line
  if (location.column !== null) attributes['code.column.number'] = location.column
  if (location.function !== null) attributes['code.function.name'] = location.function
  const code = report.mechanism === 'build' ? codeOnDisk(location) : codeContext(location)
  if (code === undefined) return
  attributes['kymo.code.context'] = code.lines
  attributes['kymo.code.context.start'] = code.firstLine
}

function describeStack(report: ExceptionReport): SourceLocation | undefined {
  if (report.stack === undefined) return undefined
  const frames = framesOf(report.stack, report.message)
  report.stack = mapStack(report.stack)
  const own = appFrame(frames)
  if (own !== undefined) return own
  const call = callSiteOf(report.thrown)
  if (call === undefined) return undefined
  report.stack += `\nCalled from:\n${mapStack(call)}`
  return appFrame(call)
}

/** The stack from its first frame on: a message can have lines that look like frames. */
function framesOf(stack: string, message: string): string {
  const start = message === '' ? -1 : stack.indexOf(message)
  return start === -1 ? stack : stack.slice(start + message.length)
}

/** Where Next.js notes which of its servers an error is from; some are made anew by it, with the old one's stack. */
const SERVER = Symbol.for('NextjsError')

/**
 * The scope that Edge code runs in has an `Error` of its own. Next.js's note is not to be trusted on rejections that
 * nothing handled: where there is an Edge scope, it is made on all of them.
 */
function isOfEdge({ thrown, mechanism }: ExceptionReport): boolean {
  if (property(thrown, 'stack') === undefined) return false
  return !(thrown instanceof Error) || (mechanism !== 'process' && property(thrown, SERVER) === 'edge-server')
}
