import type { AgentScope } from '../context.ts'
import { HeartbeatCollector } from './heartbeat-collector.ts'
import type { HeartbeatOutlet } from './heartbeat-outlet.ts'
import type { PulseIdentity } from './identity.ts'
import { keepRhythm } from './keep-rhythm.ts'

/** Milliseconds that must lie between two heartbeats, however often a connection comes and goes. */
const LEAST_PAUSE = 1000

export interface HeartOptions {
  readonly identity: PulseIdentity
  readonly outlet: HeartbeatOutlet
  readonly scope: AgentScope
  /** Facts that the agent has given up so far. */
  readonly dropped: () => number
  /** Told of what goes wrong in it. */
  readonly failed: (error: unknown) => void
}

/** Sends a heartbeat every few seconds: one as soon as it can, and one that says farewell. */
export class Heart {
  readonly #outlet: HeartbeatOutlet
  readonly #scope: AgentScope
  readonly #collector: HeartbeatCollector
  readonly #dropped: () => number
  readonly #failed: (error: unknown) => void
  readonly #undo: () => void
  #last: number | undefined
  #stopped = false

  constructor({ identity, outlet, scope, dropped, failed }: HeartOptions) {
    this.#outlet = outlet
    this.#scope = scope
    this.#dropped = dropped
    this.#failed = failed
    this.#collector = scope.run(() => new HeartbeatCollector(identity.meta))
    this.#undo = keepRhythm(scope, outlet, this.#beat, this.#beat)
  }

  /**
   * To be called as the process exits, when only what is done at once is done at all. A process that fails is left to be
   * missed.
   * @param code that it exits with
   */
  exit(code: number): void {
    if (code !== 0 && code <= 128) return
    void this.#farewell()
  }

  /** No heartbeat follows. Resolves when the last one has arrived or can't. */
  stop(): Promise<void> {
    return this.#scope.hold(() => this.#farewell())
  }

  readonly #beat = (): void => {
    const at = performance.now()
    if (!this.#outlet.ready || (this.#last !== undefined && at - this.#last < LEAST_PAUSE)) return
    this.#last = at
    void this.#send(false)
  }

  async #farewell(): Promise<void> {
    if (this.#stopped) return
    this.#stopped = true
    this.#undo()
    // Who has never been seen is not missed.
    if (this.#last !== undefined && this.#outlet.ready) await this.#send(true)
    this.#collector.stop()
  }

  /** Sent within the call itself. Never rejects. */
  async #send(stopping: boolean): Promise<void> {
    try {
      await this.#outlet.send(this.#collector.collect(this.#dropped(), stopping))
    } catch (error) {
      this.#failed(error)
    }
  }
}
