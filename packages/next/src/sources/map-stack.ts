import { guard } from '../internals/guard.ts'
import { locate } from './app-frame.ts'
import { isOwn, withoutProjectFolder } from './project-files.ts'
import { linesOf, parseFrame } from './stack-frame.ts'

/** What leads to a folder of packages, in a frame. */
const TO_PACKAGES = /^(\s+at (?:[^(]*\()?)[^(]*?[\\/](?=node_modules[\\/])/

/**
 * A stack with the frames of the app's own code at their places in the source, without Kymo's, and without the machine's
 * folders: paths are relative to the project or begin with `node_modules`. In production no place is looked up.
 */
export function mapStack(stack: string): string {
  const mapped = guard('stacks', () => {
    const lines: string[] = []
    for (const line of linesOf(stack)) {
      const mapped = mapLine(line)
      if (mapped !== undefined) lines.push(mapped)
    }
    return lines.join('\n')
  })
  return withoutProjectFolder(mapped ?? stack)
}

function mapLine(line: string): string | undefined {
  const frame = parseFrame(line)
  if (frame === undefined) return line
  if (isOwn(frame.file)) return undefined
  const location = process.env.NODE_ENV === 'production' ? undefined : locate(frame)
  if (location === undefined) return shortLine(line)
  const { file, line: row, column } = location
  const place = `${file}:${row}:${column}`
  const waits = frame.caller.startsWith('async ') || /^\s+at async /.test(line) ? 'async ' : ''
  return `    at ${waits}${location.function === null ? place : `${location.function} (${place})`}`
}

function shortLine(line: string): string {
  return line.replace(TO_PACKAGES, '$1')
}
