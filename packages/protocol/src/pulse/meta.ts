/** The pulse of any runtime may be told; these have a recorder, or a page that knows them. */
export type PulseRuntime = 'node' | 'php' | 'python' | 'go' | (string & {})

/** What a process does: answers requests, or works off jobs. */
export const PULSE_ROLES = ['server', 'worker'] as const
export type PulseRole = (typeof PULSE_ROLES)[number]

/** Whose pulse it is. */
export interface PulseMeta {
  readonly app_name: string
  /** Such as `production`. */
  readonly environment: string
  readonly runtime: PulseRuntime
  /** The app's. Empty where it has none. */
  readonly version: string
  /** One run of one process, the `{id}` of its keys; absent it is `{hostname}-{pid}`. */
  readonly instance_id?: string
  /** Default: `server`. */
  readonly role?: PulseRole
  /** Seconds between two heartbeats. Default: 5. */
  readonly interval?: number
  /** True in the last heartbeat of a process that ends in order: it is not lost, it has left. Default: false. */
  readonly stopping?: boolean
}

/** Where an entry comes from. */
export interface PulseSource extends Pick<PulseMeta, 'app_name' | 'environment' | 'runtime' | 'version'> {
  readonly hostname: string
  readonly instance_id: string
}
