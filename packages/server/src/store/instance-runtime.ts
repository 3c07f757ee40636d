import { type Resource, RUNTIMES, type Runtime } from '@kymo/protocol'

/** Where the code of an instance runs, as it says itself: a page by Kymo's name, a process by OpenTelemetry's. */
export function instanceRuntime(resource: Resource): Runtime | null {
  const said = resource['kymo.runtime'] ?? resource['process.runtime.name']
  return RUNTIMES.find((runtime) => runtime === said) ?? null
}
