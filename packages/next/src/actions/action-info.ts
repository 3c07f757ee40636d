interface ManifestEntry {
  readonly filename?: string
  readonly exportedName?: string
}

interface Manifests {
  readonly serverActionsManifest?: { readonly node?: Readonly<Record<string, ManifestEntry>> }
}

export interface ActionInfo {
  /** The exported name; `(inline)` for one defined inside a component. */
  readonly name: string
  /** Relative to the project; undefined where the manifest does not say. */
  readonly file: string | undefined
  /** Which of the file's inline actions it is, from 0; undefined for one that is exported. */
  readonly inline: number | undefined
}

const SINGLETONS = [Symbol.for('next.server.manifests'), Symbol.for('next.server.action-manifests')]
const INLINE_PREFIX = '$$RSC_SERVER_ACTION_'

/** What Next.js's manifest knows of the action; undefined for an id it does not know. */
export function actionInfo(id: string): ActionInfo | undefined {
  for (const symbol of SINGLETONS) {
    const manifests = (globalThis as { [key: symbol]: Manifests | undefined })[symbol]
    const entry = manifests?.serverActionsManifest?.node?.[id]
    if (entry?.exportedName === undefined) continue
    const inline = entry.exportedName.startsWith(INLINE_PREFIX)
    return {
      name: inline ? '(inline)' : entry.exportedName,
      file: entry.filename === undefined ? undefined : relativeToProject(entry.filename, process.cwd()),
      inline: inline ? Number(entry.exportedName.slice(INLINE_PREFIX.length)) : undefined,
    }
  }
  return undefined
}

/** The manifest's paths begin at the bundler's root, which in a workspace is above the project. */
export function relativeToProject(filename: string, project: string): string {
  const file = filename.replaceAll('\\', '/')
  const root = project.replaceAll('\\', '/').replace(/\/$/, '')
  if (file.startsWith(`${root}/`)) return file.slice(root.length + 1)
  for (let end = file.lastIndexOf('/'); end > 0; end = file.lastIndexOf('/', end - 1)) {
    if (root.endsWith(`/${file.slice(0, end)}`)) return file.slice(end + 1)
  }
  return file
}
