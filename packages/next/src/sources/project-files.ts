import { existsSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AGENT_FOLDER } from '@kymo/node'

let folder = process.cwd()

/** Says where the app's project is. Default: the working directory. */
export function setProjectFolder(path: string): void {
  folder = resolve(path)
}

/** The path of a file as it is shown: relative to the project, with forward slashes. */
export function projectPath(path: string): string {
  return relative(folder, path).replaceAll('\\', '/')
}

/** The whole path of a file of the project; undefined for one outside of it. */
export function insideProject(file: string): string | undefined {
  const path = resolve(folder, file)
  const inside = relative(folder, path)
  return inside === '' || inside.startsWith('..') || isAbsolute(inside) ? undefined : path
}

/** The file that a compiler names: relative to the project or, as in a monorepo, to a folder that the project is in. */
export function findAround(path: string): string | undefined {
  if (isAbsolute(path)) return existsSync(path) ? path : undefined
  for (let base = folder; ; base = dirname(base)) {
    const file = join(base, path)
    if (existsSync(file)) return file
    if (dirname(base) === base) return undefined
  }
}

/** A text with the project's folder taken out of the paths in it. */
export function withoutProjectFolder(text: string): string {
  return text.replaceAll(`file://${folder}/`, '').replaceAll(`${folder}/`, '').replaceAll(`${folder}\\`, '')
}

/** The path that an address or a path names; undefined for what is no file. */
export function filePath(address: string): string | undefined {
  if (address.startsWith('file://')) {
    try {
      return fileURLToPath(address)
    } catch {
      return undefined
    }
  }
  if (isAbsolute(address)) return address
  // How bundlers name what is in the project, where they do not write the whole path.
  const named = /^(?:turbopack:\/\/\/?\[project\]|webpack:\/\/[^/]*\/\.)\/(.+)$/.exec(address)?.[1]
  return named === undefined ? undefined : findAround(named)
}

/** Of Kymo, where it is linked and not installed. */
const OWN_FOLDERS = [import.meta.url.replace(/[^/]+\/[^/]+$/, ''), AGENT_FOLDER].flatMap((folder) => [
  folder,
  filePath(folder) ?? folder,
])

/** Whether the code at this path or address is Kymo's. */
export function isOwn(file: string): boolean {
  return /[\\/]node_modules[\\/]@kymo[\\/]/.test(file) || OWN_FOLDERS.some((own) => file.startsWith(own))
}

/** Whether the code at this path or address is that of Node, a dependency, Next.js or Kymo. */
export function isForeign(file: string): boolean {
  return (
    file.startsWith('node:') ||
    /[\\/](?:node_modules|\.next-internal)[\\/]/.test(file) ||
    OWN_FOLDERS.some((own) => file.startsWith(own))
  )
}

/** Whether it was made by a bundler for the server to run. */
export function isBuilt(file: string): boolean {
  return /[\\/]\.next[\\/]/.test(file)
}
