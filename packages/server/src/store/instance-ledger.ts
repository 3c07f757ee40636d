import type { BatchHeader, InstanceStatus, Resource } from '@kymo/protocol'

/** Sequences remembered one by one; what lies further back counts as seen. Agents resend within seconds. */
const REMEMBERED_SEQUENCES = 10_000
/** Loads of pages remembered, those last heard of: each is an instance, and few live long. */
const REMEMBERED_BROWSERS = 1_000

export type InstanceTotals = Pick<InstanceStatus, 'firstSeen' | 'lastSeen' | 'facts' | 'dropped'>

interface Entry {
  readonly instance: string
  readonly resource: Resource
  readonly app: string
  readonly pid: number | null
  readonly runtime: string | null
  /** A page in a browser, which is no process of the app. */
  readonly browser: boolean
  firstSeen: number
  lastSeen: number
  facts: number
  dropped: number
  readonly sequences: Set<number>
  highest: number
}

/** Which batches of which instance were counted, and what each instance said of itself. */
export class InstanceLedger {
  readonly #entries = new Map<string, Entry>()
  readonly #rememberedBrowsers: number
  #browsers = 0
  #dropped = 0

  /** @param rememberedBrowsers loads of pages remembered; a store that keeps batches can recall others */
  constructor(rememberedBrowsers = REMEMBERED_BROWSERS) {
    this.#rememberedBrowsers = rememberedBrowsers
  }

  /** Facts that agents and pages had to drop, also those of pages that are not remembered. */
  get dropped(): number {
    return this.#dropped
  }

  knows(instance: string): boolean {
    return this.#entries.has(instance)
  }

  has(header: BatchHeader): boolean {
    const entry = this.#entries.get(header.resource['service.instance.id'])
    if (entry === undefined) return false
    return header.sequence <= entry.highest - REMEMBERED_SEQUENCES || entry.sequences.has(header.sequence)
  }

  record(header: BatchHeader, facts: number, received: number): void {
    const entry = this.#entry(header.resource, received)
    entry.sequences.add(header.sequence)
    if (entry.sequences.size > REMEMBERED_SEQUENCES * 2) {
      for (const sequence of entry.sequences) {
        if (sequence <= entry.highest - REMEMBERED_SEQUENCES) entry.sequences.delete(sequence)
      }
    }
    entry.highest = Math.max(entry.highest, header.sequence)
    entry.firstSeen = Math.min(entry.firstSeen, received)
    entry.lastSeen = Math.max(entry.lastSeen, received)
    entry.facts += facts
    // Counted from the instance's start: a batch that overtook another may say less.
    this.#dropped += Math.max(0, header.dropped - entry.dropped)
    entry.dropped = Math.max(entry.dropped, header.dropped)
    if (this.#browsers > this.#rememberedBrowsers) this.#forgetBrowsers()
  }

  /** Takes over what was recorded before and is not remembered. What it dropped is in the sum already. */
  restore(resource: Resource, totals: InstanceTotals): void {
    const entry = this.#entry(resource, totals.firstSeen)
    entry.firstSeen = Math.min(entry.firstSeen, totals.firstSeen)
    entry.lastSeen = Math.max(entry.lastSeen, totals.lastSeen)
    entry.facts += totals.facts
    entry.dropped = Math.max(entry.dropped, totals.dropped)
  }

  restoreSequence(instance: string, sequence: number): void {
    const entry = this.#entries.get(instance)
    if (entry === undefined) return
    entry.sequences.add(sequence)
    entry.highest = Math.max(entry.highest, sequence)
  }

  restoreDropped(dropped: number): void {
    this.#dropped = dropped
  }

  /** The processes, newest first. */
  list(): InstanceStatus[] {
    return [...this.#entries.values()]
      .filter(({ browser }) => !browser)
      .map(({ instance, app, pid, runtime, firstSeen, lastSeen, facts, dropped }) => ({
        instance,
        app,
        pid,
        runtime,
        firstSeen,
        lastSeen,
        facts,
        dropped,
      }))
      .sort((a, b) => b.lastSeen - a.lastSeen || (a.instance < b.instance ? -1 : 1))
  }

  /** What each process says of itself. */
  resources(): Map<string, Resource> {
    const processes = [...this.#entries.values()].filter(({ browser }) => !browser)
    return new Map(processes.map(({ instance, resource }) => [instance, resource]))
  }

  /** Forgets instances that were last heard of before a time. */
  forget(before: number): void {
    for (const entry of this.#entries.values()) {
      if (entry.lastSeen >= before) continue
      this.#delete(entry)
      this.#dropped -= entry.dropped
    }
  }

  /** Down to nine tenths of what is remembered, so that it is not done for every page. */
  #forgetBrowsers(): void {
    const browsers = [...this.#entries.values()].filter(({ browser }) => browser)
    browsers.sort((a, b) => b.lastSeen - a.lastSeen)
    for (const entry of browsers.slice(Math.floor(this.#rememberedBrowsers * 0.9))) this.#delete(entry)
  }

  #delete(entry: Entry): void {
    this.#entries.delete(entry.instance)
    if (entry.browser) this.#browsers--
  }

  #entry(resource: Resource, received: number): Entry {
    const instance = resource['service.instance.id']
    let entry = this.#entries.get(instance)
    if (entry === undefined) {
      const pid = resource['process.pid']
      const runtime = resource['process.runtime.name'] ?? resource['kymo.runtime']
      const version = resource['process.runtime.version']
      entry = {
        instance,
        resource,
        app: resource['service.name'],
        pid: typeof pid === 'number' ? pid : null,
        runtime:
          typeof runtime === 'string'
            ? typeof version === 'string'
              ? `${runtime} ${version}`
              : runtime
            : null,
        browser: resource['kymo.runtime'] === 'browser',
        firstSeen: received,
        lastSeen: received,
        facts: 0,
        dropped: 0,
        sequences: new Set(),
        highest: 0,
      }
      this.#entries.set(instance, entry)
      if (entry.browser) this.#browsers++
    }
    return entry
  }
}
