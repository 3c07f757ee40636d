import type { PageHealthFigures } from '@kymo/protocol'
import type { CallEnd, WatchedCall } from '../fetches/calls.ts'
import { traffic } from '../fetches/traffic.ts'
import { type HealthSource, MONITORS } from '../monitors/health-source.ts'
import { Monitor } from '../monitors/monitor.ts'
import type { MonitorConfig } from '../monitors/monitor-config.ts'
import { onlyOne } from '../monitors/only-one.ts'
import type { NetworkMetrics } from '../monitors/page-metrics.ts'
import { Ring } from '../monitors/ring.ts'
import { quietly } from '../quietly.ts'
import { observeBeacon } from './beacon.ts'
import { byteSize } from './byte-size.ts'
import { phaseAttributes } from './call-phases.ts'
import { Causes } from './cause.ts'
import { observeEventSource } from './event-source.ts'
import { interactions } from './interaction.ts'
import { type NetworkCall, networkCall } from './network-call.ts'
import { type NetworkStatistics, NetworkSums } from './network-statistics.ts'
import { Retries } from './retries.ts'
import { observeWebSocket } from './web-socket.ts'
import { observeXhr } from './xhr.ts'

export interface NetworkMonitorConfig extends MonitorConfig<NetworkCall> {
  /** Milliseconds from which a call is slow. Default: 1000 */
  readonly slowThreshold?: number
  /** Called with each call that took as long. */
  readonly onSlowRequest?: ((call: NetworkCall) => void) | undefined
  /** Called with each call that failed. */
  readonly onFailedRequest?: ((call: NetworkCall) => void) | undefined
  /** Whether what the user did is looked for behind each call, and made its parent. Default: true */
  readonly trackInteractions?: boolean
}

export const NETWORK_MONITOR_DEFAULTS: Required<NetworkMonitorConfig> = {
  enabled: false,
  maxEntries: 1000,
  sampleRate: 1,
  onEvent: undefined,
  slowThreshold: 1000,
  onSlowRequest: undefined,
  onFailedRequest: undefined,
  trackInteractions: true,
}

/**
 * The page's calls: by `fetch`, `XMLHttpRequest`, `sendBeacon`, `WebSocket` and `EventSource`. Streams and bodies are
 * not touched, and requests to other origins go out as the page made them. Where `startPage` observes the page, each
 * call is told to the collector, and joined with what its server tells of the same request.
 */
export class NetworkMonitor
  extends Monitor<NetworkMonitorConfig, NetworkCall>
  implements HealthSource<'network'>
{
  #calls = new Ring<NetworkCall>(NETWORK_MONITOR_DEFAULTS.maxEntries)
  #sums = new NetworkSums()
  #retries = new Retries()
  #causes: Causes | undefined

  constructor(config: NetworkMonitorConfig = {}) {
    super(NETWORK_MONITOR_DEFAULTS)
    this.configure(config)
  }

  /** Calls that have ended, oldest first; the newest `maxEntries`. */
  calls(): readonly NetworkCall[] {
    return this.#calls.all()
  }

  /** Of these, those that took `slowThreshold` or longer; slowest first. */
  slowRequests(): readonly NetworkCall[] {
    return this.calls()
      .filter(({ slow }) => slow)
      .sort((a, b) => b.duration - a.duration)
  }

  /** Of these, those that failed; oldest first. */
  failedRequests(): readonly NetworkCall[] {
    return this.calls().filter(({ failed }) => failed)
  }

  /** Of all calls that were seen, together and by host. */
  statistics(): NetworkStatistics {
    return this.#sums.statistics()
  }

  clear(): void {
    this.#calls.clear()
    this.#sums = new NetworkSums()
    this.#retries.clear()
    this.#causes?.clear()
  }

  healthFigures(): PageHealthFigures {
    if (!this.running) return {}
    const { calls, failed, slow } = this.#sums.counts
    return { network: { calls, failed, slow } }
  }

  metrics(): NetworkMetrics {
    const { calls, failed, slow, cacheHits, retries, bytesReceived } = this.#sums.counts
    return { running: this.running, calls, failed, slow, cacheHits, retries, bytes: bytesReceived }
  }

  protected observe(): () => void {
    const undo: (() => void)[] = []
    if (this.config.trackInteractions) {
      const all = interactions()
      undo.push(all.watch())
      this.#causes = new Causes(all)
    }
    const window = traffic()
    undo.push(
      window.watch({
        begun: (call) => this.#begun(call),
        answered: (call, status) => {
          this.#causes?.answered(call)
          if (status >= 400) this.#retries.failed(call, performance.now())
        },
        ended: (call, end) => this.#ended(call, end),
      }),
    )
    // Each is missing in some browser, or taken away by some page.
    for (const observe of [observeXhr, observeBeacon, observeWebSocket, observeEventSource]) {
      const one = quietly(() => observe(window))
      if (one) undo.push(one)
    }
    return () => {
      for (const one of undo.reverse()) quietly(one)
      this.#causes = undefined
    }
  }

  protected resized(maxEntries: number): void {
    this.#calls.resize(maxEntries)
  }

  #begun(call: WatchedCall): void {
    const { attributes, body } = call
    const size = byteSize(body)
    if (size) attributes['http.request.body.size'] = size
    const tries = this.#retries.begun(call, call.start)
    if (tries) attributes['http.request.resend_count'] = tries
    const cause = this.#causes?.of(call)
    if (!cause) return
    call.traceId = cause.traceId
    call.parentId = cause.spanId
    attributes['kymo.interaction'] = cause.name
    interactions().caused(cause)
  }

  #ended(watched: WatchedCall, end: CallEnd): void {
    const { slowThreshold, onSlowRequest, onFailedRequest } = this.config
    const call = networkCall(watched, end, slowThreshold)
    if (call.phases) Object.assign(watched.attributes, phaseAttributes(call.phases))
    if (call.failed && !end.status) this.#retries.failed(watched, performance.now())
    this.#calls.push(call)
    this.#sums.add(call)
    this.emit(call)
    if (call.slow && onSlowRequest) quietly(() => onSlowRequest(call))
    if (call.failed && onFailedRequest) quietly(() => onFailedRequest(call))
  }
}

/** The window's only one; a call with a config changes what it says. On a server it observes nothing. */
export function getNetworkMonitor(config?: NetworkMonitorConfig): NetworkMonitor {
  const monitor = onlyOne(MONITORS.network, () => new NetworkMonitor())
  return config ? monitor.configure(config) : monitor
}
