import { isIgnored, originalPositionFor, sourceContentFor, type TraceMap } from '@jridgewell/trace-mapping'
import { isAppSource, redactText, type StackFrame, sourcePath } from '@kymo/protocol'

/** Where a frame of a page is in the source that it was made of. */
export interface OriginalFrame {
  /** As the project's people know it: relative to its folder, where that is known. */
  readonly file: string
  readonly line: number
  /** From 1. */
  readonly column: number
  readonly function: string | null
  /** False for packages and frameworks. */
  readonly isApp: boolean
  readonly code: { readonly firstLine: number; readonly lines: readonly string[] } | undefined
}

/** Lines shown before the one in question, and after. */
const AROUND = 3
/** Characters of a line that are shown. */
const WIDTH = 300

/**
 * @param folder of the app's project on this machine
 * @returns `undefined` where the map does not know, or makes no sense
 */
export function originalFrame(
  map: TraceMap,
  frame: StackFrame,
  folder: string | undefined,
): OriginalFrame | undefined {
  try {
    return locate(map, frame, folder)
  } catch {
    return undefined
  }
}

function locate(map: TraceMap, frame: StackFrame, folder: string | undefined): OriginalFrame | undefined {
  const { source, line, column } = originalPositionFor(map, { line: frame.line, column: frame.column - 1 })
  // A map may speak of a source that it does not have.
  if (typeof source !== 'string' || source === '') return undefined
  const named = map.sources[map.resolvedSources.indexOf(source)] ?? source
  const isApp = isAppSource(named) && isAppSource(sourcePath(source)) && !isIgnored(map, source)
  return {
    file: fileOf(named, source, folder),
    line,
    column: column + 1,
    function: frame.function,
    isApp,
    code: isApp ? codeAround(sourceContentFor(map, source), line) : undefined,
  }
}

/** Names with a scheme say all; others are relative to where the map was found, whose host says nothing. */
function fileOf(named: string, resolved: string, folder: string | undefined): string {
  const path = /^https?:/.test(resolved) && !/^[\w-]+:/.test(named) ? new URL(resolved).pathname : resolved
  const file = sourcePath(path)
  const packages = file.lastIndexOf('/node_modules/')
  if (packages !== -1) return file.slice(packages + 1)
  if (folder !== undefined && file.startsWith(`${folder}/`)) return file.slice(folder.length + 1)
  return path === resolved ? file : file.replace(/^\//, '')
}

function codeAround(content: string | null, line: number): OriginalFrame['code'] {
  if (content === null) return undefined
  const all = content.split('\n')
  if (line > all.length) return undefined
  const first = Math.max(1, line - AROUND)
  const lines = redactText(all.slice(first - 1, line + AROUND).join('\n')).split('\n')
  return { firstLine: first, lines: lines.map((text) => text.trimEnd().slice(0, WIDTH)) }
}
