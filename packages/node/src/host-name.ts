import { hostname } from 'node:os'

/** Of what a heartbeat may hold. */
const LENGTH = 256

/**
 * What the machine is called: `KYMO_HOST_NAME`, where its own name says nothing to people, such as a container's; else
 * the system's.
 */
export function hostName(): string {
  return (process.env.KYMO_HOST_NAME || hostname() || 'localhost').slice(0, LENGTH)
}
