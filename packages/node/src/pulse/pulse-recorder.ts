import { isCountedPurpose } from '@kymo/protocol'
import { now } from '../clock.ts'
import type { AgentScope } from '../context.ts'
import type { Settings } from '../options.ts'
import type { RedisLink } from '../redis/redis-link.ts'
import type { EndedJob, EndedRequest } from './ended-request.ts'
import { ErrorGroups } from './errors/error-groups.ts'
import { ErrorWriter } from './errors/error-writer.ts'
import { RepeatedErrors } from './errors/repeated-errors.ts'
import type { SeenError } from './errors/seen-error.ts'
import type { PulseIdentity } from './identity.ts'
import { keepRhythm } from './keep-rhythm.ts'
import { HeaderSamples } from './slow/header-samples.ts'
import { slowJob, slowRequest } from './slow/slow-entry.ts'
import { SlowQueue } from './slow/slow-queue.ts'
import { SlowThresholds } from './slow/slow-thresholds.ts'
import { RouteNames } from './traffic/route-names.ts'
import { TrafficAccount } from './traffic/traffic-account.ts'
import { TrafficWriter } from './traffic/traffic-writer.ts'

/** The method of jobs among requests. */
const JOB = 'JOB'

export interface PulseRecorderOptions {
  readonly identity: PulseIdentity
  readonly link: RedisLink
  readonly scope: AgentScope
  readonly settings: Pick<Settings, 'slow' | 'slowRoutes'>
  /** Told of what goes wrong in it. */
  readonly failed: (error: unknown) => void
}

/** Records what a process answers, what of it is slow, and what fails; tells Redis with each heartbeat. */
export class PulseRecorder {
  readonly #identity: PulseIdentity
  readonly #scope: AgentScope
  readonly #link: RedisLink
  readonly #failed: (error: unknown) => void
  readonly #thresholds: SlowThresholds
  readonly #names = new RouteNames()
  readonly #samples = new HeaderSamples()
  readonly #repeated = new RepeatedErrors()
  readonly #account: TrafficAccount
  readonly #traffic: TrafficWriter
  readonly #slow: SlowQueue
  readonly #groups: ErrorGroups
  readonly #errors: ErrorWriter
  readonly #undo: () => void
  readonly #open = new Set<(code: number) => void>()
  #writing: Promise<void> | undefined
  #stopped = false

  constructor({ identity, link, scope, settings, failed }: PulseRecorderOptions) {
    this.#identity = identity
    this.#scope = scope
    this.#link = link
    this.#failed = failed
    this.#thresholds = new SlowThresholds(settings.slow, settings.slowRoutes)
    this.#account = new TrafficAccount(identity.source)
    this.#traffic = new TrafficWriter(link, this.#account, identity)
    this.#slow = new SlowQueue(link, identity)
    this.#groups = new ErrorGroups(identity.source)
    this.#errors = new ErrorWriter(link, this.#groups, identity)
    this.#undo = keepRhythm(scope, link, this.#beat, this.#reconnected)
  }

  /** Requests, slow entries and errors that Redis never knew of, since there was no room for them. */
  get dropped(): number {
    return this.#account.dropped + this.#slow.dropped + this.#groups.dropped
  }

  /** Never throws. */
  request(request: EndedRequest): void {
    if (this.#stopped) return
    try {
      const { method, start, end } = request
      const route = this.#names.nameOf(request.route, request.url, request.purpose, request.status)
      this.#groups.requestEnded(request, route)
      if (!isCountedPurpose(request.purpose)) return
      const threshold = this.#thresholds.of(method, route)
      const slow = end - start >= threshold
      this.#account.add(method, route, start, end, request.failed, slow)
      if (!slow || !this.#slow.admits(end)) return
      const sampled = this.#samples.takes(method, route, end)
      this.#slow.add(slowRequest(request, route, threshold, this.#identity.source, sampled))
    } catch (error) {
      this.#failed(error)
    }
  }

  /** Never throws. */
  job(job: EndedJob): void {
    if (this.#stopped) return
    try {
      const { name, start, end } = job
      const threshold = this.#thresholds.of(JOB, name)
      const slow = end - start >= threshold
      this.#account.add(JOB, name, start, end, job.failed, slow)
      if (slow && this.#slow.admits(end)) this.#slow.add(slowJob(job, threshold, this.#identity.source))
    } catch (error) {
      this.#failed(error)
    }
  }

  /**
   * Counts an exception, once for each request that it fails. Never throws.
   * @param thrown itself, which is not looked at
   */
  exception(thrown: unknown, error: SeenError): void {
    if (this.#stopped) return
    try {
      if (this.#repeated.isNew(thrown, error.whole, error.time)) this.#groups.add(error)
    } catch (failure) {
      this.#failed(failure)
    }
  }

  /** Calls `end` when the process exits, unless it is undone before. Returns how to undo it. */
  watch(end: (code: number) => void): () => void {
    this.#open.add(end)
    return () => this.#open.delete(end)
  }

  /**
   * To be called as the process exits, when only what is done at once is done at all.
   * @param code that it exits with
   */
  exit(code: number): void {
    if (this.#stopped) return
    try {
      for (const end of [...this.#open]) end(code)
      this.#traffic.writeNow(now())
      this.#errors.writeNow()
      void this.#slow.send(Number.POSITIVE_INFINITY)
    } catch (error) {
      this.#failed(error)
    }
  }

  /** Records nothing more. Resolves when all of it has arrived or can't; never rejects. */
  async stop(): Promise<void> {
    if (this.#stopped) return
    this.#stopped = true
    this.#undo()
    await this.#scope.hold(async () => {
      await this.#writing
      if (this.#link.ready) await this.#write()
    })
  }

  readonly #beat = (): void => {
    if (!this.#link.ready || this.#writing !== undefined) return
    this.#writing = this.#write().finally(() => {
      this.#writing = undefined
    })
  }

  /** It may be another, or have lost what it had. */
  readonly #reconnected = (): void => {
    this.#account.forgotten()
    this.#groups.forgotten()
    this.#beat()
  }

  async #write(): Promise<void> {
    try {
      await Promise.all([this.#traffic.write(now()), this.#errors.write(), this.#slow.send()])
    } catch (error) {
      this.#failed(error)
    }
  }
}
