import type { RecordedSpan } from './recorded-span.ts'

/** The requests and calls that are under way, oldest first. Linked through the spans: coming and going allocates nothing. */
export class OpenSpans {
  #oldest: RecordedSpan | undefined = undefined
  #newest: RecordedSpan | undefined = undefined

  add(span: RecordedSpan): void {
    const newest = this.#newest
    if (newest === undefined) this.#oldest = span
    else {
      newest.newer = span
      span.older = newest
    }
    this.#newest = span
  }

  /** Takes a span out that was added before. */
  remove(span: RecordedSpan): void {
    const { older, newer } = span
    if (older === undefined && this.#oldest !== span) return
    if (older === undefined) this.#oldest = newer
    else older.newer = newer
    if (newer === undefined) this.#newest = older
    else newer.older = older
    span.older = undefined
    span.newer = undefined
  }

  all(): RecordedSpan[] {
    const spans: RecordedSpan[] = []
    for (let span = this.#oldest; span !== undefined; span = span.newer) spans.push(span)
    return spans
  }
}
