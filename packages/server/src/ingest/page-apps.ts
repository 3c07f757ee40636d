import type { Batch } from '@kymo/protocol'

/** Everybody who has the public key may name one. */
const MOST = 100

/** Names of the apps whose pages told anything since the collector started: there may be no process that tells. */
export class PageApps {
  readonly #names = new Set<string>()

  learn(batches: readonly Batch[]): void {
    for (const { header } of batches) {
      const { 'service.name': app, 'kymo.runtime': runtime } = header.resource
      if (runtime === 'browser' && this.#names.size < MOST) this.#names.add(app)
    }
  }

  /** `undefined` where there is none. */
  get status(): readonly string[] | undefined {
    return this.#names.size === 0 ? undefined : [...this.#names].sort()
  }
}
