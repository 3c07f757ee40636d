import type { Session } from '../queries/sessions.ts'

/** The sessions that clients were told of, the newest so many of them. */
export class PublishedSessions {
  readonly #limit: number
  /** Id → trace of the head. */
  readonly #traces = new Map<string, string>()
  readonly #idsOf = new Map<string, Set<string>>()

  constructor(limit: number) {
    this.#limit = limit
  }

  has(id: string): boolean {
    return this.#traces.has(id)
  }

  add(id: string, traceId: string): void {
    this.#delete(id)
    this.#traces.set(id, traceId)
    const ids = this.#idsOf.get(traceId)
    if (ids === undefined) this.#idsOf.set(traceId, new Set([id]))
    else ids.add(id)
    if (this.#traces.size > this.#limit) this.#delete(this.#traces.keys().next().value as string)
  }

  /**
   * Forgets those that are sessions no more: their requests have joined another, or turned out to be caused by one.
   * @param sessions all that some traces belong to
   * @param shown those of them that are told of now
   * @returns their ids
   */
  withdraw(sessions: readonly Session[], shown: readonly Session[], traces: readonly string[]): string[] {
    const alive = new Set(sessions.map(({ id }) => id))
    const joined = shown.flatMap(({ members }) => members.map(({ root }) => root.id))
    const caused = traces.flatMap((traceId) => [...(this.#idsOf.get(traceId) ?? [])])
    return [...joined, ...caused].filter((id) => !alive.has(id) && this.#delete(id))
  }

  clear(): void {
    this.#traces.clear()
    this.#idsOf.clear()
  }

  #delete(id: string): boolean {
    const traceId = this.#traces.get(id)
    if (traceId === undefined) return false
    this.#traces.delete(id)
    const ids = this.#idsOf.get(traceId)
    ids?.delete(id)
    if (ids?.size === 0) this.#idsOf.delete(traceId)
    return true
  }
}
