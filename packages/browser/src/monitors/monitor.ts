import { quietly } from '../quietly.ts'
import type { MonitorConfig } from './monitor-config.ts'
import { isSampled } from './sampling.ts'

const LARGEST = 100_000

/**
 * Whatever observes the page, and can be switched. A subclass calls `configure` at the end of its constructor.
 * On a server it can be configured and read, and observes nothing.
 */
export abstract class Monitor<Config extends MonitorConfig<Event>, Event> {
  #config: Required<Config>
  #undo: (() => void) | undefined
  #configured = false

  /** @param defaults of everything that can be configured */
  constructor(defaults: Required<Config>) {
    this.#config = defaults
  }

  get config(): Required<Config> {
    return this.#config
  }

  /** Whether it observes now. */
  get running(): boolean {
    return this.#undo !== undefined
  }

  /** Changes what is given, and leaves the rest; begins or stops to observe accordingly. What is so already goes on. */
  configure(config: Partial<Config>): this {
    const told = Object.entries(config).filter(([, value]) => value !== undefined)
    if (this.#configured && told.every(([name, value]) => this.#config[name as keyof Config] === value))
      return this
    const changes = Object.fromEntries(told) as Partial<Config>
    const { maxEntries = 1000 } = { ...this.#config, ...changes }
    if (!(maxEntries >= 1 && maxEntries <= LARGEST)) {
      throw new RangeError(`kymo MONITOR_CONFIG: maxEntries must be a number from 1 to ${LARGEST}.`)
    }
    // The app's callbacks, to which it tells its last, may change it themselves.
    while (this.#undo) this.#undone()
    this.#configured = true
    this.#config = { ...this.#config, ...changes, maxEntries: Math.floor(maxEntries) }
    this.resized(Math.floor(maxEntries))
    const { enabled, sampleRate = 1 } = this.#config
    if (enabled && typeof document !== 'undefined' && isSampled(sampleRate)) {
      this.#undo = quietly(() => this.observe())
    }
    return this
  }

  /** Stops to observe and takes back all that it did to the page. What it has kept can be read. */
  stop(): void {
    this.configure({ enabled: false } as Partial<Config>)
  }

  /** Forgets what it has kept. */
  abstract clear(): void

  /** Begins to observe. @returns how all of it is taken back */
  protected abstract observe(): () => void

  /** Another number of entries is to be kept. */
  protected abstract resized(maxEntries: number): void

  protected emit(event: Event): void {
    const { onEvent } = this.#config
    if (onEvent) quietly(() => onEvent(event))
  }

  #undone(): void {
    const undo = this.#undo
    this.#undo = undefined
    if (undo) quietly(undo)
  }
}
