import { NOT_FOUND_ROUTE, type RequestPurpose, RoutePatterns, redactText } from '@kymo/protocol'

/** Paths whose patterns are kept: to derive one takes longer than all else that is done for a request. */
const PATHS_KEPT = 1000

/** What requests are called: by the pattern that their framework matched, else by one derived from the path. */
export class RouteNames {
  readonly #patterns = new RoutePatterns()
  #paths = new Map<string, string>()

  /**
   * @param route what the framework says
   * @param url path and query, as they came
   */
  nameOf(
    route: string | undefined,
    url: string,
    purpose: RequestPurpose,
    status: number | undefined,
  ): string {
    if (route !== undefined && route !== '') return route
    if (status === 404) return NOT_FOUND_ROUTE
    const question = url.indexOf('?')
    const path = question === -1 ? url : url.slice(0, question)
    let name = this.#paths.get(path)
    if (name === undefined) {
      name = this.#patterns.derive('', redactText(path), purpose, status ?? null)
      if (this.#paths.size >= PATHS_KEPT) this.#paths = new Map()
      this.#paths.set(path, name)
    }
    return name
  }
}
