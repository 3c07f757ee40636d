const MINUTE = 60_000
/** Routes of a minute whose first is shown with its headers. */
const MOST = 200

/** Chooses whose headers are shown: those of the first of each route in each minute. */
export class HeaderSamples {
  #minute = 0
  readonly #seen = new Set<string>()

  takes(method: string, route: string, now: number): boolean {
    const minute = Math.floor(now / MINUTE)
    if (minute !== this.#minute) {
      this.#minute = minute
      this.#seen.clear()
    }
    const name = `${method} ${route}`
    if (this.#seen.has(name) || this.#seen.size >= MOST) return false
    this.#seen.add(name)
    return true
  }
}
