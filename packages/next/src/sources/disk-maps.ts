import { readFileSync, statSync } from 'node:fs'
import { SourceMap, type SourceMapPayload } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { RecentMap } from './recent-map.ts'

/** A source map, and what the sources it names are relative to. */
export interface FoundMap {
  readonly map: SourceMap
  readonly base: string
}

interface ReadScript {
  readonly version: string
  readonly found: FoundMap | undefined
}

/** Scripts whose maps are kept; a dev server's chunk can have a map of megabytes. */
const scripts = new RecentMap<string, ReadScript>(16)
/** Bytes of a script or a map that is read at most. */
const LONGEST = 32 * 1024 * 1024
const COMMENT = '//# sourceMappingURL='

/**
 * The source map that a script on disk names: what Node itself does not know, such as that of a script in an Edge
 * scope. Read again when the script has changed.
 */
export function mapOnDisk(script: string): FoundMap | undefined {
  const { mtimeMs, size, isFile } = describe(script)
  if (!isFile || size > LONGEST) return undefined
  const version = `${mtimeMs} ${size}`
  const known = scripts.get(script)
  if (known?.version === version) return known.found
  const found = attempt(() => readMap(script))
  scripts.set(script, { version, found })
  return found
}

function describe(path: string): { mtimeMs: number; size: number; isFile: boolean } {
  const stats = statSync(path, { throwIfNoEntry: false })
  return { mtimeMs: stats?.mtimeMs ?? 0, size: stats?.size ?? 0, isFile: stats?.isFile() === true }
}

function readMap(script: string): FoundMap | undefined {
  const text = readFileSync(script, 'utf8')
  const comment = text.lastIndexOf(COMMENT)
  if (comment === -1) return undefined
  const [address = ''] = text.slice(comment + COMMENT.length).split(/\s/, 1)
  const json = address.startsWith('data:') ? inline(address) : beside(script, address)
  if (json === undefined) return undefined
  return { map: new SourceMap(JSON.parse(json) as SourceMapPayload), base: pathToFileURL(script).href }
}

/** The file that the comment names; only one in the script's own folder is opened. */
function beside(script: string, address: string): string | undefined {
  const path = join(dirname(script), basename(decodeURIComponent(address.replace(/\?.*/, ''))))
  const { size, isFile } = describe(path)
  return isFile && size <= LONGEST ? readFileSync(path, 'utf8') : undefined
}

function inline(address: string): string | undefined {
  const comma = address.indexOf(',')
  if (comma === -1) return undefined
  const data = address.slice(comma + 1)
  return address.slice(0, comma).endsWith(';base64')
    ? Buffer.from(data, 'base64').toString('utf8')
    : decodeURIComponent(data)
}

/** A map that can't be read is none: it is the bundler's, or somebody is writing it. */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
