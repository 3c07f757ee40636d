import type { PulseSource, Resource } from '@kymo/protocol'

/** Whose facts these are, as its resource says. */
export function sourceOf(resource: Resource): PulseSource {
  const runtime = textOf(resource['process.runtime.name'])
  return {
    app_name: resource['service.name'],
    environment: environmentOf(resource),
    runtime: runtime === 'nodejs' || runtime === '' ? 'node' : runtime,
    version: textOf(resource['service.version']),
    hostname: textOf(resource['host.name']),
    instance_id: resource['service.instance.id'],
  }
}

export function environmentOf(resource: Resource): string {
  return textOf(resource['deployment.environment.name'])
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
