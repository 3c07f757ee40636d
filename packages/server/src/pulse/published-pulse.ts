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

/** Remembers what was told of the pulse, and finds what is to be told. */
export class PublishedPulse {
  readonly #servers = new PublishedList<ServerPulse>()
  readonly #processes = new PublishedList<ProcessPulse>()
  readonly #apps = new PublishedList<AppPulse>()
  #redis: string | undefined
  #skipped: string | undefined
  #alerts: string | undefined

  /**
   * Somebody was shown this view, which may have been another one than what is told before and after it: where it was,
   * the next time says how it is, so that whoever saw it is led on as well.
   */
  shown(view: PulseView): void {
    this.#servers.shown(view.servers)
    this.#processes.shown(view.processes)
    this.#apps.shown(view.apps)
    if (JSON.stringify(view.redis) !== this.#redis) this.#redis = undefined
    if (JSON.stringify(view.skipped) !== this.#skipped) this.#skipped = undefined
    if (JSON.stringify(view.alerts) !== this.#alerts) this.#alerts = undefined
  }

  /** Nobody listens: whoever begins to is shown all first. */
  clear(): void {
    for (const list of [this.#servers, this.#processes, this.#apps]) list.clear()
    this.#redis = undefined
    this.#skipped = undefined
    this.#alerts = undefined
  }

  /** What leads from the view before to this one; undefined when they are the same. */
  advance(view: PulseView, time: number): SystemPulse | undefined {
    const servers = this.#servers.advance(view.servers)
    const processes = this.#processes.advance(view.processes)
    const apps = this.#apps.advance(view.apps)
    const redis = JSON.stringify(view.redis)
    const skipped = JSON.stringify(view.skipped)
    const alerts = JSON.stringify(view.alerts)
    const pulse: SystemPulse = {
      time,
      servers: servers.changed,
      processes: processes.changed,
      apps: apps.changed,
      removed: { servers: servers.removed, processes: processes.removed, apps: apps.removed },
      ...(redis === this.#redis ? undefined : { redis: view.redis }),
      ...(skipped === this.#skipped ? undefined : { skipped: view.skipped }),
      ...(alerts === this.#alerts ? undefined : { alerts: view.alerts }),
    }
    this.#redis = redis
    this.#skipped = skipped
    this.#alerts = alerts
    const lists = [servers, processes, apps]
    const same = lists.every(({ changed, removed }) => changed.length + removed.length === 0)
    const others = [pulse.redis, pulse.skipped, pulse.alerts]
    return same && others.every((other) => other === undefined) ? undefined : pulse
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
