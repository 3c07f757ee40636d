import type { SourceLocation } from '@kymo/protocol'
import { guard } from '../internals/guard.ts'
import { rememberSource } from './code-context.ts'
import { filePath, insideProject, isBuilt, isForeign, projectPath } from './project-files.ts'
import { sourcePosition } from './source-position.ts'
import { functionName, linesOf, parseFrame, type StackFrame } from './stack-frame.ts'

/**
 * The innermost frame of the app's own code in a stack, at its place in the source; undefined where none is known.
 * In development only: what `next build` makes has no maps to be read.
 */
export function appFrame(stack: string): SourceLocation | undefined {
  if (process.env.NODE_ENV === 'production') return undefined
  return guard('source locations', () => {
    for (const line of linesOf(stack)) {
      const frame = parseFrame(line)
      const location = frame === undefined ? undefined : locate(frame)
      if (location !== undefined) return location
    }
    return undefined
  })
}

/** Where a frame is in the app's own source; undefined for one that is not. */
export function locate(frame: StackFrame): SourceLocation | undefined {
  if (isForeign(frame.file)) return undefined
  const position = sourcePosition(frame)
  if (position === undefined) return unmapped(frame)
  const { path, line, column } = position
  if (path === undefined || isForeign(path)) return undefined
  const file = projectPath(path)
  rememberSource(file, position)
  return { file, line, column, function: functionName(frame) }
}

/** A file of the project that runs as it was written, or whose place Node has already looked up. */
function unmapped(frame: StackFrame): SourceLocation | undefined {
  const path = filePath(frame.file)
  if (path === undefined || isBuilt(path) || insideProject(path) === undefined) return undefined
  return { file: projectPath(path), line: frame.line, column: frame.column, function: functionName(frame) }
}
