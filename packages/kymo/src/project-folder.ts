import { chmod, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/*
 * `.kymo/` in the project: the store, recordings, and while a collector runs, the file by which other commands find it.
 * A file, because guessing at ports finds somebody else's collector.
 */

export interface Discovery {
  readonly url: string
  readonly token: string
  readonly pid: number
}

const GITIGNORE = `# Kymo's data stays on this machine; recordings are made to be committed.
*
!recordings/
!recordings/**
`

export function projectFolder(root: string): string {
  return join(root, '.kymo')
}

/** Makes the folder where it is missing, readable by its owner alone. */
export async function ensureProjectFolder(root: string): Promise<string> {
  const folder = projectFolder(root)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFile(join(folder, '.gitignore'), GITIGNORE)
  return folder
}

function discoveryFile(root: string): string {
  return join(projectFolder(root), 'collector.json')
}

export async function writeDiscovery(root: string, discovery: Discovery): Promise<void> {
  const file = discoveryFile(root)
  await writeFile(file, `${JSON.stringify(discovery, null, 2)}\n`, { mode: 0o600 })
  // The mode above is for a new file only; one left by a crash keeps its own.
  await chmod(file, 0o600)
}

/** `undefined` when there is none, or it can't be read, or its process is gone. */
export async function readDiscovery(root: string): Promise<Discovery | undefined> {
  let content: unknown
  try {
    const file = discoveryFile(root)
    // Somebody else's file could send us, and our token, anywhere.
    if ((await stat(file)).uid !== (process.getuid?.() ?? 0)) return undefined
    content = JSON.parse(await readFile(file, 'utf8'))
  } catch {
    return undefined
  }
  if (!isDiscovery(content) || !isAlive(content.pid)) return undefined
  return content
}

/** What runs for the project that this folder is in: looked for here, then in each folder above. */
export async function findDiscovery(folder: string): Promise<Discovery | undefined> {
  for (let place = folder; ; place = dirname(place)) {
    const discovery = await readDiscovery(place)
    if (discovery !== undefined || dirname(place) === place) return discovery
  }
}

/** Removes the file if it is this process's own. */
export async function removeDiscovery(root: string): Promise<void> {
  const discovery = await readDiscovery(root)
  if (discovery?.pid === process.pid) await rm(discoveryFile(root), { force: true })
}

function isDiscovery(value: unknown): value is Discovery {
  if (typeof value !== 'object' || value === null) return false
  const { url, token, pid } = value as Record<string, unknown>
  return typeof url === 'string' && typeof token === 'string' && Number.isInteger(pid)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
