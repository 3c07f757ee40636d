import type {
  AlertStatus,
  AppPulse,
  ProcessPulse,
  RedisStatus,
  ServerPulse,
  SkippedPayload,
  SystemPulse,
} from '@kymo/protocol'

/** What `system_pulse` tells of. */
export interface PulseView {
  readonly servers: readonly ServerPulse[]
  readonly processes: readonly ProcessPulse[]
  readonly apps: readonly AppPulse[]
  readonly redis: RedisStatus
  readonly skipped: readonly SkippedPayload[]
  readonly alerts: readonly AlertStatus[]
}

/** What is told of as a whole, when anything of it is another. */
const WHOLES = ['redis', 'skipped', 'alerts'] as const satisfies readonly (keyof PulseView)[]
type Whole = (typeof WHOLES)[number]

/** Remembers what was told of the pulse, and finds what is to be told. */
export class PublishedPulse {
  readonly #servers = new PublishedList<ServerPulse>()
  readonly #processes = new PublishedList<ProcessPulse>()
  readonly #apps = new PublishedList<AppPulse>()
  /** None where not everybody saw the same. */
  readonly #wholes = new Map<Whole, string>()

  /**
   * Somebody was shown this view, which may have been another one than what is told before and after it: where it was,
   * the next time says how it is, so that whoever saw it is led on as well.
   */
  shown(view: PulseView): void {
    this.#servers.shown(view.servers)
    this.#processes.shown(view.processes)
    this.#apps.shown(view.apps)
    for (const name of WHOLES) {
      if (JSON.stringify(view[name]) !== this.#wholes.get(name)) this.#wholes.delete(name)
    }
  }

  /** Nobody listens: whoever begins to is shown all first. */
  clear(): void {
    for (const told of [this.#servers, this.#processes, this.#apps, this.#wholes]) told.clear()
  }

  /** What leads from the view before to this one; undefined when they are the same. */
  advance(view: PulseView, time: number): SystemPulse | undefined {
    const servers = this.#servers.advance(view.servers)
    const processes = this.#processes.advance(view.processes)
    const apps = this.#apps.advance(view.apps)
    const wholes = this.#changedWholes(view)
    const lists = [servers, processes, apps]
    const same = lists.every(({ changed, removed }) => changed.length + removed.length === 0)
    if (same && wholes.length === 0) return undefined
    return {
      time,
      servers: servers.changed,
      processes: processes.changed,
      apps: apps.changed,
      removed: { servers: servers.removed, processes: processes.removed, apps: apps.removed },
      ...Object.fromEntries(wholes.map((name) => [name, view[name]])),
    }
  }

  #changedWholes(view: PulseView): readonly Whole[] {
    return WHOLES.filter((name) => {
      const text = JSON.stringify(view[name])
      const changed = text !== this.#wholes.get(name)
      this.#wholes.set(name, text)
      return changed
    })
  }
}

interface Change<Item> {
  readonly changed: readonly Item[]
  readonly removed: readonly string[]
}

class PublishedList<Item extends { readonly id: string }> {
  /** By id; undefined where not everybody saw the same. */
  #texts = new Map<string, string | undefined>()

  shown(items: readonly Item[]): void {
    const missing = new Set(this.#texts.keys())
    for (const item of items) {
      missing.delete(item.id)
      if (this.#texts.get(item.id) !== JSON.stringify(item)) this.#texts.set(item.id, undefined)
    }
    for (const id of missing) this.#texts.set(id, undefined)
  }

  clear(): void {
    this.#texts.clear()
  }

  advance(items: readonly Item[]): Change<Item> {
    const before = this.#texts
    this.#texts = new Map(items.map((item) => [item.id, JSON.stringify(item)]))
    return {
      changed: items.filter(({ id }) => before.get(id) !== this.#texts.get(id)),
      removed: [...before.keys()].filter((id) => !this.#texts.has(id)),
    }
  }
}
