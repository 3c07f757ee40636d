import type { PulseRole } from '@kymo/protocol'
import { AgentScope } from '../context.ts'
import { resolveOptions, type Settings } from '../options.ts'
import type { RedisAddress } from '../redis/redis-address.ts'
import { RedisLink } from '../redis/redis-link.ts'
import { reportOnce } from '../report.ts'
import { describeResource } from '../resource.ts'
import { runningAgent } from '../shared-agent.ts'
import { observeUncaught } from './errors/observe-uncaught.ts'
import { pulseFailed } from './guarded.ts'
import { Heart } from './heart.ts'
import { redisOutlet } from './heartbeat-outlet.ts'
import { type PulseIdentity, pulseIdentity } from './identity.ts'
import { NO_PULSE, type Pulse, runningPulse, type SharedPulse, sharePulse } from './pulse.ts'
import { PulseRecorder } from './pulse-recorder.ts'
import type { SlowRoutes } from './slow/slow-thresholds.ts'

/** What an option leaves out is taken from the environment, then from the default. */
export interface PulseOptions {
  /** Off: nothing is measured, connected or sent. `KYMO_DISABLED=1` switches off whatever this says. Default true. */
  readonly enabled?: boolean
  /** Redis's address, such as `redis://user:password@host:6379/0`; `KYMO_REDIS_URL`. Without one there is no pulse. */
  readonly redis?: string
  /** The app's name; `KYMO_APP`. Default: the name in the working directory's package.json, else the directory's. */
  readonly app?: string
  /** Such as `production`; `KYMO_ENV`. Default: none. */
  readonly environment?: string
  /** The app's version. Default: that in the working directory's package.json. */
  readonly version?: string
  /** What the process does: answers requests, or works off jobs; `KYMO_ROLE`. Default `server`. */
  readonly role?: PulseRole
  /** Milliseconds from which a request or job is slow; `Infinity` for never. `KYMO_SLOW`. Default 1000. */
  readonly slow?: number
  /**
   * The same for single routes and jobs: `{ 'GET /export/:id': 5000, '/health': Infinity }`; `KYMO_SLOW_ROUTES`.
   * Default: none.
   */
  readonly slowRoutes?: SlowRoutes
}

/**
 * Starts the process's pulse without the agent: a heartbeat every 5 s in Redis. Returns the one that there is already,
 * such as that of an agent that knows of Redis. Never throws, never fails the app, never keeps the process alive.
 *
 * @example
 * startPulse({ redis: 'redis://127.0.0.1:6379', app: 'api', environment: 'production' })
 */
export function startPulse(options: PulseOptions = {}): Pulse {
  const running = runningPulse()
  if (running !== undefined) return running
  try {
    const { version, ...others } = options
    const settings = resolveOptions(others, process.env, (problem) =>
      reportOnce('KYMO_BAD_OPTION', problem, problem),
    )
    if (settings?.redis === undefined) return NO_PULSE
    // Of an agent that knows no Redis: a process is known by one name.
    const resource = runningAgent()?.resource ?? describeResource(settings)
    const known = version === undefined ? resource : { ...resource, 'service.version': version }
    return new LonePulse(settings.redis, pulseIdentity(known, settings.role), settings)
  } catch (error) {
    pulseFailed(error)
    return NO_PULSE
  }
}

/** The pulse of a process that has no agent in Redis. */
class LonePulse implements SharedPulse {
  readonly enabled = true
  readonly instanceId: string
  readonly recorder: PulseRecorder
  readonly #link: RedisLink
  readonly #heart: Heart
  readonly #undo: (() => void)[]

  constructor(address: RedisAddress, identity: PulseIdentity, settings: Settings) {
    const scope = new AgentScope()
    const link = new RedisLink(address, scope)
    const recorder = new PulseRecorder({ identity, link, scope, settings, failed: pulseFailed })
    this.instanceId = identity.instanceId
    this.recorder = recorder
    this.#link = link
    this.#heart = new Heart({
      ...{ identity, scope, failed: pulseFailed },
      outlet: redisOutlet(link, identity),
      dropped: () => recorder.dropped,
    })
    this.#undo = [sharePulse(this), observeUncaught(recorder)]
    process.on('exit', this.#exit)
  }

  async stop(): Promise<void> {
    process.off('exit', this.#exit)
    for (const undo of this.#undo.splice(0)) undo()
    await Promise.all([this.recorder.stop(), this.#heart.stop()])
    this.#link.close()
  }

  readonly #exit = (code: number): void => {
    // Of all that is told at once, there may be no room for what comes last.
    this.#heart.exit(code)
    this.recorder.exit(code)
  }
}
