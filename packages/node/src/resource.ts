import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { basename, join } from 'node:path'
import type { Resource } from '@kymo/protocol'
import type { Settings } from './options.ts'

/** Of what a batch's header may hold. */
const NAME_LENGTH = 256

/** Says who observes: this run of this process. */
export function describeResource(settings: Settings): Resource {
  const directory = process.cwd()
  const manifest = readManifest(directory)
  const app = settings.app ?? manifest.name ?? (basename(directory) || 'node')
  return {
    ...settings.resource,
    'service.name': app.slice(0, NAME_LENGTH),
    'service.instance.id': randomUUID(),
    ...(manifest.version === undefined ? undefined : { 'service.version': manifest.version }),
    ...(settings.environment === undefined
      ? undefined
      : { 'deployment.environment.name': settings.environment }),
    'process.pid': process.pid,
    'process.runtime.name': 'nodejs',
    'process.runtime.version': process.versions.node,
    'host.name': hostname(),
  }
}

function readManifest(directory: string): { name?: string; version?: string } {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'))
    if (typeof manifest !== 'object' || manifest === null) return {}
    const { name, version } = manifest as Record<string, unknown>
    return {
      ...(typeof name === 'string' && name !== '' ? { name } : undefined),
      ...(typeof version === 'string' && version !== '' ? { version } : undefined),
    }
  } catch {
    return {}
  }
}
