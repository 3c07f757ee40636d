import type { Attributes } from '@kymo/protocol'

/** What an option leaves out is taken from the environment, then from the default. */
export interface AgentOptions {
  /** Off: nothing is patched, nothing subscribed, no timer. `KYMO_DISABLED=1` and `KYMO_MODE=disabled` switch off. Default true. */
  readonly enabled?: boolean
  /** The collector's address, such as `http://127.0.0.1:4600`; `KYMO_URL`. Without one the agent is off. */
  readonly url?: string
  /** The collector's token; `KYMO_TOKEN`. */
  readonly token?: string
  /** The app's name, `service.name`; `KYMO_APP`. Default: the name in the working directory's package.json, else its basename. */
  readonly app?: string
  /** `deployment.environment.name`, such as `development`; `KYMO_ENV`. Default: none. */
  readonly environment?: string
  /** Share of traces kept, 0 to 1; `KYMO_SAMPLE`. A caller's decision (its `traceparent`) goes first. Default 1. */
  readonly sample?: number
  /** Origins that are sent `traceparent`, besides those that this process serves on loopback; `KYMO_PROPAGATE_TO`, comma-separated. Default: none. */
  readonly propagateTo?: readonly string[]
  /** Keep redacted request and response headers of inbound requests. Default: only when the environment is `development`. */
  readonly captureHeaders?: boolean
  /** Milliseconds that a fact waits for others at most. Default 100 in `development`, else 1000. */
  readonly flushInterval?: number
  /** Bytes of facts kept while the collector can't be reached; the oldest go first. Default 8 MiB. */
  readonly maxMemory?: number
  /** Further attributes of the resource, such as `kymo.framework`. */
  readonly resource?: Attributes
}
