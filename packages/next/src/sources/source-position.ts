import { findSourceMap, type SourceMap } from 'node:module'
import { attempt, type FoundMap, mapOnDisk } from './disk-maps.ts'
import { filePath, insideProject, isBuilt } from './project-files.ts'
import type { StackFrame } from './stack-frame.ts'

/** Where a source map says that code is from. */
export interface SourcePosition {
  readonly map: SourceMap
  /** As the map names it. */
  readonly source: string
  /** The source's path; undefined for one that is no file. */
  readonly path: string | undefined
  /** From 1. */
  readonly line: number
  /** From 1. */
  readonly column: number
}

/** Where the code of a frame is from; undefined where no source map tells. */
export function sourcePosition({ file, line, column }: StackFrame): SourcePosition | undefined {
  const found = findMap(file)
  if (found === undefined) return undefined
  const { map, base } = found
  const entry = attempt(() => map.findEntry(line - 1, column - 1))
  // An entry of an earlier line says nothing of this one.
  if (entry === undefined || !('originalSource' in entry) || entry.generatedLine !== line - 1)
    return undefined
  const { originalSource: source, originalLine, originalColumn } = entry
  if (typeof source !== 'string' || source === '') return undefined
  return {
    map,
    source,
    path: filePath(resolveSource(source, base)),
    line: originalLine + 1,
    column: originalColumn + 1,
  }
}

/**
 * Node has read the maps of what it runs, where the dev server has it so (`--enable-source-maps`). It gives another
 * one after an edit, so that nothing has to be kept here and nothing gets old.
 */
function findMap(file: string): FoundMap | undefined {
  const known = attempt(() => findSourceMap(file))
  if (known !== undefined) return { map: known, base: file }
  const path = filePath(file)
  if (path === undefined) return undefined
  // Node knows some addresses as paths only.
  const byPath = path === file ? undefined : attempt(() => findSourceMap(path))
  if (byPath !== undefined) return { map: byPath, base: file }
  return isBuilt(path) && insideProject(path) !== undefined ? mapOnDisk(path) : undefined
}

function resolveSource(source: string, base: string): string {
  if (/^[\w-]+:\/\//.test(source) || source.startsWith('/')) return source
  return URL.canParse(source, base) ? new URL(source, base).href : source
}
