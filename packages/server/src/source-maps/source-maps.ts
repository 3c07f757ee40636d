import { createHash } from 'node:crypto'
import { FlattenMap, type SourceMapInput, type TraceMap } from '@jridgewell/trace-mapping'
import { fetchText } from './fetch-text.ts'

export interface SourceMapLimits {
  /** Milliseconds that a script and its map may take together. */
  readonly time: number
  /** Bytes of a script, and of a map. */
  readonly size: number
  /** Maps kept. */
  readonly maps: number
  /** UTF-16 units of the maps kept, as they came. */
  readonly kept: number
  /** Milliseconds for which a script is taken to be what it was: an edit changes what is at its address. */
  readonly fresh: number
}

export const SOURCE_MAP_LIMITS: SourceMapLimits = {
  time: 2_000,
  size: 16 * 1024 * 1024,
  maps: 20,
  kept: 64 * 1024 * 1024,
  fresh: 2_000,
}

interface Loaded {
  readonly map: TraceMap | undefined
  /** What of it was fetched first: where that is the same, so is the map. */
  readonly hash: string
  readonly size: number
  readonly at: number
}

const NOTHING = { map: undefined, hash: '', size: 0 }

/** Source maps of scripts that an app serves; those used last are kept. */
export class SourceMaps {
  readonly #limits: SourceMapLimits
  readonly #kept = new Map<string, Loaded>()
  readonly #loading = new Map<string, Promise<Loaded>>()

  constructor(limits: SourceMapLimits = SOURCE_MAP_LIMITS) {
    this.#limits = limits
  }

  /**
   * The map of a script, or where `isMap`, the map at an address. Nothing is asked for that lies on another origin than
   * the address itself.
   * @returns `undefined` where there is none, or it could not be had in time
   */
  async of(url: string, isMap: boolean): Promise<TraceMap | undefined> {
    const kept = this.#kept.get(url)
    if (kept !== undefined && performance.now() - kept.at < this.#limits.fresh) return kept.map
    let loading = this.#loading.get(url)
    if (loading === undefined) {
      loading = this.#load(url, isMap, kept).finally(() => this.#loading.delete(url))
      this.#loading.set(url, loading)
    }
    return (await loading).map
  }

  async #load(url: string, isMap: boolean, before: Loaded | undefined): Promise<Loaded> {
    const signal = AbortSignal.timeout(this.#limits.time)
    const fetched = await this.#read(url, isMap, before, signal).catch(() => NOTHING)
    const loaded = { ...fetched, at: performance.now() }
    this.#keep(url, loaded)
    return loaded
  }

  async #read(
    url: string,
    isMap: boolean,
    before: Loaded | undefined,
    signal: AbortSignal,
  ): Promise<Omit<Loaded, 'at'>> {
    const limits = { size: this.#limits.size, signal }
    const first = await fetchText(url, limits)
    if (first === undefined) return NOTHING
    const hash = createHash('sha1').update(first).digest('hex')
    if (before?.map !== undefined && before.hash === hash) return before
    if (isMap) return { map: parseMap(first, url), hash, size: first.length }
    const reference = mapReference(first)
    if (reference === undefined) return { ...NOTHING, hash }
    if (reference.startsWith('data:')) {
      const text = textOfDataUrl(reference)
      return { map: parseMap(text, url), hash, size: text.length }
    }
    const mapUrl = new URL(reference, url)
    if (mapUrl.origin !== new URL(url).origin || mapUrl.username !== '') return { ...NOTHING, hash }
    const text = await fetchText(mapUrl.href, limits)
    return text === undefined
      ? { ...NOTHING, hash }
      : { map: parseMap(text, mapUrl.href), hash, size: text.length }
  }

  #keep(url: string, loaded: Loaded): void {
    this.#kept.delete(url)
    this.#kept.set(url, loaded)
    let size = 0
    for (const kept of this.#kept.values()) size += kept.size
    for (const [oldest, kept] of this.#kept) {
      if (this.#kept.size <= this.#limits.maps && size <= this.#limits.kept) break
      this.#kept.delete(oldest)
      size -= kept.size
    }
  }
}

const REFERENCE = 'sourceMappingURL='

/** The last one: earlier ones are of what was put into the script. */
function mapReference(script: string): string | undefined {
  const at = script.lastIndexOf(REFERENCE)
  if (at === -1 || !/[#@]\s$/.test(script.slice(Math.max(0, at - 2), at))) return undefined
  return /^[^\s'"`]+/.exec(script.slice(at + REFERENCE.length))?.[0]
}

function textOfDataUrl(url: string): string {
  const comma = url.indexOf(',')
  const data = url.slice(comma + 1)
  return url.slice(0, comma).endsWith(';base64')
    ? Buffer.from(data, 'base64').toString('utf8')
    : decodeURIComponent(data)
}

/** @throws on what is no map */
function parseMap(text: string, url: string): TraceMap {
  return new FlattenMap(JSON.parse(text.replace(/^\)\]\}'[^\n]*\n/, '')) as SourceMapInput, url)
}
