import type { AlertStatus, Alerts } from '@kymo/protocol'
import type { PulseMonitor } from '../pulse/pulse-monitor.ts'
import type { RedisLink } from '../redis/redis-link.ts'
import type { AlertMessage } from '../store/alert-rows.ts'
import type { Store } from '../store/store.ts'
import { AlertElection } from './alert-election.ts'
import { AlertNotebook } from './alert-notebook.ts'
import type { AlertOptions } from './alert-options.ts'
import { type AlertsState, evaluate, PAST_ALERTS, restoredState } from './evaluate.ts'
import type { AlertView } from './readings.ts'
import { TrafficWindows } from './traffic-windows.ts'
import { type WatchedRule, watchedRule } from './watched-rule.ts'
import { hookOf, WEBHOOK_TIMING, WebhookQueue, type WebhookTiming } from './webhook-queue.ts'

export interface AlertSources {
  readonly store: Store
  /** Shared with other collectors of the same fleet. */
  readonly redis: RedisLink | undefined
  readonly now: () => number
  /** Tells of what has begun to fire, and of what is over. */
  readonly publish: (alert: AlertStatus) => void
  /** Something failed that should not have. */
  readonly report: (error: unknown) => void
  /** Default: as in `WEBHOOK_TIMING`. */
  readonly timing?: WebhookTiming
}

/** Watches rules, remembers what comes of them, and tells whoever is to know. */
export class AlertMonitor {
  readonly #sources: AlertSources
  readonly #traffic: TrafficWindows
  readonly #notebook: AlertNotebook
  readonly #election: AlertElection | undefined
  #state: AlertsState
  #rules: readonly WatchedRule[] = []
  #hooks = new Map<string, WebhookQueue>()
  #pulse: PulseMonitor | undefined
  #unwatch: (() => void) | undefined
  #looking: Promise<void> | undefined

  private constructor(sources: AlertSources, state: AlertsState, owner: string) {
    const { store, redis, now, report } = sources
    this.#sources = sources
    this.#state = state
    this.#traffic = new TrafficWindows(store, now)
    this.#notebook = new AlertNotebook(store, report)
    this.#election = redis === undefined ? undefined : new AlertElection(redis, owner, now)
  }

  /** Knows what fired in an earlier life of the collector, and whom that one did not reach any more. */
  static async open(sources: AlertSources, options: AlertOptions): Promise<AlertMonitor> {
    const { alerts, messages } = await sources.store.keptAlerts()
    const state = restoredState(alerts)
    const monitor = new AlertMonitor(sources, state, await sources.store.identity())
    monitor.change(options)
    for (const message of messages) {
      const queue = monitor.#hooks.get(message.hook)
      if (queue === undefined) monitor.#notebook.settled(message.id)
      else queue.add(message)
    }
    return monitor
  }

  /** What holds: what fires first, the newest first. */
  get active(): readonly AlertStatus[] {
    return [...this.#state.active.values()].map(({ status }) => status).sort(firingFirst)
  }

  list(): Alerts {
    return {
      rules: this.#rules.map(({ rule }) => rule),
      active: this.active,
      past: this.#state.past.slice(0, PAST_ALERTS),
      webhooks: [...this.#hooks.values()].map(({ status }) => status),
    }
  }

  /** Other rules and webhooks. What fires by a rule that is no more is over; what holds by one that stays, stays. */
  change({ rules = [], webhooks = [] }: AlertOptions): void {
    this.#rules = rules.map(watchedRule)
    const before = this.#hooks
    this.#hooks = new Map()
    for (const webhook of webhooks) {
      const hook = hookOf(webhook)
      const queue = before.get(hook) ?? new WebhookQueue(webhook, this.#webhookSources(), this.#timing)
      this.#hooks.set(hook, queue)
    }
    for (const [hook, queue] of before) if (!this.#hooks.has(hook)) void queue.discard()
    this.#watch()
  }

  /** From now on, looks at what this one sees. */
  attend(pulse: PulseMonitor): void {
    this.#pulse = pulse
    this.#watch()
  }

  async close(): Promise<void> {
    this.#unwatch?.()
    this.#pulse = undefined
    await this.#looking
    await Promise.all([...this.#hooks.values()].map((queue) => queue.close()))
    await this.#notebook.write()
  }

  get #timing(): WebhookTiming {
    return this.#sources.timing ?? WEBHOOK_TIMING
  }

  /** Without a rule there is nothing to look at, but for what still fires. */
  #watch(): void {
    const needed = this.#rules.length > 0 || this.#state.active.size > 0
    if (needed) this.#unwatch ??= this.#pulse?.watch((view) => this.#look(view))
    else {
      this.#unwatch?.()
      this.#unwatch = undefined
    }
  }

  #look(view: Omit<AlertView, 'traffic'>): void {
    this.#looking ??= this.#judge(view)
      .catch(this.#sources.report)
      .finally(() => {
        this.#looking = undefined
      })
  }

  async #judge({ servers, processes, apps }: Omit<AlertView, 'traffic'>): Promise<void> {
    const { now, publish } = this.#sources
    const traffic = await this.#traffic.read(this.#rules, this.#pulse?.traffic)
    const before = this.#state
    const view = { servers, processes, apps, traffic }
    const { state, transitions } = evaluate(before, this.#rules, view, now())
    this.#state = state
    const messages = transitions.flatMap((alert) => this.#messagesOf(alert))
    for (const alert of transitions) this.#notebook.alert(alert)
    const kept = new Set(state.past.map(({ id }) => id))
    for (const { id } of before.past) if (!kept.has(id)) this.#notebook.forget(id)
    for (const message of messages) this.#notebook.message(message)
    // First remembered, then told: who is told twice after a crash trusts nothing any more.
    await this.#notebook.write()
    for (const alert of transitions) publish(alert)
    for (const message of messages) this.#hooks.get(message.hook)?.add(message)
    if (this.#rules.length === 0) this.#watch()
  }

  #messagesOf(alert: AlertStatus): AlertMessage[] {
    const time = this.#sources.now()
    return [...this.#hooks.keys()].map((hook) => ({
      id: `${alert.id}:${alert.state}:${hook}`,
      hook,
      time,
      alert,
    }))
  }

  #webhookSources() {
    return {
      now: this.#sources.now,
      claim: async (message: AlertMessage) => {
        const rule = this.#rules.find(({ name }) => name === message.alert.rule)
        return (await this.#election?.claim(message, rule?.cooldown ?? 0)) ?? 'ours'
      },
      settled: ({ id }: AlertMessage) => {
        this.#notebook.settled(id)
        void this.#notebook.write()
      },
    }
  }
}

function firingFirst(a: AlertStatus, b: AlertStatus): number {
  if (a.state !== b.state) return a.state === 'firing' ? -1 : 1
  return (b.firedAt ?? b.since) - (a.firedAt ?? a.since)
}
