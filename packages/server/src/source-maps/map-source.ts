import { pathToFileURL } from 'node:url'
import type { AppOrigins } from '../security/app-origins.ts'

/** Where a source map can be asked for. */
export interface MapSource {
  /** Of a script, or of a map. */
  readonly url: string
  readonly isMap: boolean
  /** Of the app's project on this machine. */
  readonly folder: string | undefined
}

/** Where Next.js has the scripts that it makes in development: from version 16 on, and before. */
const NEXT_FOLDERS = ['.next/dev', '.next']

/**
 * Where to ask for the map of what a frame of a stack names, most likely first; nowhere for what is not the app's to
 * serve.
 * @param page origin of the page that the stack is from
 */
export function mapSources(file: string, page: string, origins: AppOrigins): MapSource[] {
  // Modules that webpack evaluates by themselves have no address; the dev server has their maps.
  if (file.startsWith('webpack-internal://')) return fromDevServer(page, [file], origins)
  if (!URL.canParse(file)) return []
  const url = new URL(file)
  const origin = origins.get(url.origin)
  if (origin === undefined || url.username !== '' || url.password !== '') return []
  // Nor has one that Turbopack replaced after an edit: it goes by the address of the script that it once came in.
  const chunk = url.searchParams.has('id') ? /\/_next(\/static\/.+)$/.exec(url.pathname)?.[1] : undefined
  if (chunk !== undefined) {
    const { folder } = origin
    const names =
      folder === undefined
        ? []
        : NEXT_FOLDERS.map((made) => `${pathToFileURL(`${folder}/${made}`).href}${chunk}${url.search}`)
    return fromDevServer(url.origin, names, origins)
  }
  url.hash = ''
  return [{ url: url.href, isMap: false, folder: origin.folder }]
}

/** Next.js' own address for maps. */
function fromDevServer(app: string, names: readonly string[], origins: AppOrigins): MapSource[] {
  const origin = origins.get(app)
  if (origin === undefined) return []
  return names.map((name) => ({
    url: `${app}/__nextjs_source-map?filename=${encodeURIComponent(name)}`,
    isMap: true,
    folder: origin.folder,
  }))
}
