import type { ExceptionReport } from '@kymo/node'
import type { SourceLocation } from '@kymo/protocol'
import { findAround, projectPath } from '../sources/project-files.ts'
import { property } from './thrown-property.ts'

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a terminal begin with one.
const COLOURS = /\u001b\[[0-9;]*m/g
/** As Turbopack begins its message, and as webpack's plugin names the file. */
const PLACE = /^(\S[^\n]*?):(\d+):(\d+)(?:\n|$)/
/** Within the drawing that the compiler makes of the source. */
const DRAWN_PLACE = /,-\[(.+?):(\d+):(\d+)\]/
const LOADER_FAILED = /^Module build failed \(from [^\n]*\):\n/
const BEFORE_REASON = /^(?:Error:)?\s*(?:[x×⨯]\s+)?/

/**
 * Takes the parts of what the compiler printed: its reason becomes the message, the whole of it stands for the stack,
 * whose own frames are Next.js's. Returns the place that it names.
 */
export function describeBuildError(report: ExceptionReport): SourceLocation | undefined {
  const text = report.message.replaceAll(COLOURS, '').trim()
  const named = property(report.thrown, 'file')
  const place =
    (typeof named === 'string' ? PLACE.exec(named.replaceAll(COLOURS, '')) : null) ??
    PLACE.exec(text) ??
    DRAWN_PLACE.exec(text)
  const reason = text.replace(PLACE, '').replace(LOADER_FAILED, '').replace(BEFORE_REASON, '')
  report.message = reason.split('\n', 1)[0] ?? ''
  report.stack = text
  report.attributes['exception.type'] = 'BuildError'
  if (place === null) return undefined
  const [, path = '', line, column] = place
  const file = findAround(path)
  if (file === undefined) return undefined
  return { file: projectPath(file), line: Number(line), column: Number(column), function: null }
}
