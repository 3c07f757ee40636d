import { readFileSync, statSync } from 'node:fs'
import type { SourceMap } from 'node:module'
import { REDACTED, type SourceLocation } from '@kymo/protocol'
import { guard } from '../internals/guard.ts'
import { insideProject } from './project-files.ts'
import { RecentMap } from './recent-map.ts'

/** Lines of source around a place. */
export interface CodeContext {
  /** The number of the first, from 1. */
  readonly firstLine: number
  readonly lines: readonly string[]
}

interface Source {
  /** Node keeps those of what runs; one of what was replaced can be large. */
  readonly map: WeakRef<SourceMap>
  readonly source: string
}

/** Lines shown before the one in question, and after. */
const AROUND = 3
/** Characters of a line that are shown. */
const WIDTH = 300
/** Bytes of a file that is read at most. */
const LONGEST = 2 * 1024 * 1024
/** What a source is written in: a stack may name any file. */
const WRITTEN_IN = /\.(?:[cm]?[jt]sx?|mdx?|vue|svelte)$/

const KEY_BEGINS = /-----BEGIN [A-Z ]*PRIVATE KEY-----/
const KEY_ENDS = /-----END [A-Z ]*PRIVATE KEY-----/

/** The maps by which files were found last: they know the text that runs, which a file may no longer have. */
const sources = new RecentMap<string, Source>(100)

/** Keeps by which map a file was found. */
export function rememberSource(
  file: string,
  { map, source }: { readonly map: SourceMap; readonly source: string },
): void {
  sources.set(file, { map: new WeakRef(map), source })
}

/**
 * The lines around a place of the source that runs, at most 7; undefined where the source is not at hand. In development
 * only.
 */
export function codeContext(location: SourceLocation): CodeContext | undefined {
  return linesAround(location, () => mappedText(location.file) ?? fileText(location.file))
}

/** The same of the source as it is on disk, which may not run yet. */
export function codeOnDisk(location: SourceLocation): CodeContext | undefined {
  return linesAround(location, () => fileText(location.file))
}

function linesAround({ line }: SourceLocation, read: () => string | undefined): CodeContext | undefined {
  if (process.env.NODE_ENV === 'production') return undefined
  return guard('source code', () => {
    const all = withoutKeys(read()?.split(/\r?\n/) ?? [])
    if (line < 1 || line > all.length) return undefined
    const first = Math.max(1, line - AROUND)
    const lines = all.slice(first - 1, line + AROUND).map((code) => code.slice(0, WIDTH))
    return { firstLine: first, lines }
  })
}

/** Private keys are told by their first line, which may be out of sight. */
function withoutKeys(lines: readonly string[]): readonly string[] {
  let within = false
  return lines.map((line) => {
    if (!within && !KEY_BEGINS.test(line)) return line
    within = !KEY_ENDS.test(line)
    return REDACTED
  })
}

/** A source map, or one of its sections. */
interface Payload {
  readonly sources?: readonly string[]
  readonly sourcesContent?: readonly (string | null)[]
  readonly sections?: readonly { readonly map?: Payload }[]
}

function mappedText(file: string): string | undefined {
  const known = sources.get(file)
  const map = known?.map.deref()
  return map === undefined ? undefined : contentOf(map.payload as Payload, known?.source ?? '')
}

function contentOf(payload: Payload, source: string): string | undefined {
  for (const { map } of payload.sections ?? []) {
    const content = map === undefined ? undefined : contentOf(map, source)
    if (content !== undefined) return content
  }
  const index = payload.sources?.indexOf(source) ?? -1
  return index === -1 ? undefined : (payload.sourcesContent?.[index] ?? undefined)
}

function fileText(file: string): string | undefined {
  const path = insideProject(file)
  if (path === undefined || !WRITTEN_IN.test(path) || /[\\/]node_modules[\\/]/.test(path)) return undefined
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats?.isFile() === true && stats.size <= LONGEST ? readFileSync(path, 'utf8') : undefined
}
