import {
  HEARTBEAT_INTERVAL,
  type PulseMeta,
  type PulseRole,
  type PulseSource,
  type Resource,
} from '@kymo/protocol'

const LENGTH = 256

/** Whose pulse it is, as facts of the same process say it. */
export interface PulseIdentity {
  readonly app: string
  /** The `{id}` of its keys. */
  readonly instanceId: string
  /** As heartbeats say it. */
  readonly meta: PulseMeta
  /** As slow requests and errors say it. */
  readonly source: PulseSource
}

export function pulseIdentity(resource: Resource, role: PulseRole): PulseIdentity {
  const app = text(resource['service.name']) || 'node'
  const instanceId = text(resource['service.instance.id'])
  const common = {
    app_name: app,
    environment: text(resource['deployment.environment.name']),
    runtime: 'node',
    version: text(resource['service.version']),
  }
  return {
    app,
    instanceId,
    meta: { ...common, instance_id: instanceId, role, interval: HEARTBEAT_INTERVAL },
    source: { ...common, hostname: text(resource['host.name']) || 'localhost', instance_id: instanceId },
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, LENGTH) : ''
}
