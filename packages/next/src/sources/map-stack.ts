import { guard } from '../internals/guard.ts'
import { locate } from './app-frame.ts'
import { withoutProjectFolder } from './project-files.ts'
import { linesOf, parseFrame } from './stack-frame.ts'

/**
 * A stack with the frames of the app's own code at their places in the source, and all paths relative to the project.
 * In production only the latter.
 */
export function mapStack(stack: string): string {
  const mapped =
    process.env.NODE_ENV === 'production'
      ? undefined
      : guard('source locations', () => [...linesOf(stack)].map(mapLine).join('\n'))
  return withoutProjectFolder(mapped ?? stack)
}

function mapLine(line: string): string {
  const frame = parseFrame(line)
  const location = frame === undefined ? undefined : locate(frame)
  if (frame === undefined || location === undefined) return line
  const { file, line: row, column } = location
  const place = `${file}:${row}:${column}`
  const isAsync = frame.caller.startsWith('async ') || /^\s+at async /.test(line)
  const caller = `${isAsync ? 'async ' : ''}${location.function ?? ''}`.trim()
  return caller === '' || caller === 'async'
    ? `    at ${isAsync ? 'async ' : ''}${place}`
    : `    at ${caller} (${place})`
}
