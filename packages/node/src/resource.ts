import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Resource } from '@kymo/protocol'
import { hostName } from './host-name.ts'
import type { Settings } from './options.ts'

/** Of what a batch's header may hold. */
const NAME_LENGTH = 256

/**
 * Says who observes: this run of this process.
 * @param instanceId by which the process is known already
 */
export function describeResource(
  settings: Pick<Settings, 'app' | 'environment' | 'resource'>,
  instanceId: string = randomUUID(),
): Resource {
  const manifest = readManifest(process.cwd())
  return {
    ...settings.resource,
    'service.name': nameOf(settings.app, manifest),
    'service.instance.id': instanceId,
    ...(manifest.version === undefined ? undefined : { 'service.version': manifest.version }),
    ...(settings.environment === undefined
      ? undefined
      : { 'deployment.environment.name': settings.environment }),
    'process.pid': process.pid,
    'process.runtime.name': 'nodejs',
    'process.runtime.version': process.versions.node,
    'host.name': hostName(),
  }
}

/** The app's name, `service.name`, as the agent of a process in this directory says it. */
export function appName(): string {
  return nameOf(process.env.KYMO_APP || undefined, readManifest(process.cwd()))
}

interface Manifest {
  readonly name?: string
  readonly version?: string
}

function nameOf(given: string | undefined, manifest: Manifest): string {
  return (given ?? manifest.name ?? (basename(process.cwd()) || 'node')).slice(0, NAME_LENGTH)
}

function readManifest(directory: string): Manifest {
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
