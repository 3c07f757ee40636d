import type { CollectorStatus } from '@kymo/protocol'

/** UTF-16 units of what is shown. */
const LENGTH = 200

/** Counts what pages told that could not be read, since the collector started. */
export class BrokenReports {
  #count = 0
  #newest: NonNullable<CollectorStatus['brokenReports']>['newest'] | undefined

  add(event: string, app: string, problem: string, time: number): void {
    this.#count++
    this.#newest = {
      event: event.slice(0, LENGTH),
      app: app.slice(0, LENGTH),
      problem: problem.slice(0, LENGTH),
      time,
    }
  }

  /** `undefined` where there was nothing. */
  get status(): CollectorStatus['brokenReports'] {
    return this.#newest && { count: this.#count, newest: this.#newest }
  }
}
