import type {
  Health,
  HealthPart,
  HealthPartName,
  ProcessPulse,
  ServerPulse,
  TrafficFigures,
} from '@kymo/protocol'
import { formatDuration } from '@kymo/protocol'
import { percentUsed } from './fleet.ts'

/** What an app's health is judged by. */
export interface HealthInput {
  /** All that are known of the app in its environment. */
  readonly processes: readonly ProcessPulse[]
  /** Those that it runs on. */
  readonly servers: readonly ServerPulse[]
  /** Of the last five minutes. */
  readonly traffic: TrafficFigures
}

/** Shares of the whole; those of parts of which nothing is known are divided among the others. */
export const HEALTH_WEIGHTS: Readonly<Record<HealthPartName, number>> = {
  availability: 0.35,
  errors: 0.25,
  latency: 0.2,
  saturation: 0.1,
  responsiveness: 0.1,
}

/** Where a part begins to lose, and where nothing is left of it; between them it falls evenly. */
const ERROR_SHARE = { fine: 0, bad: 0.1 } as const
const SLOW_SHARE = { fine: 0, bad: 0.2 } as const
/** Percent in use. */
const USED = { fine: 70, bad: 100 } as const
const DISK_USED = { fine: 85, bad: 100 } as const
/** Milliseconds. */
const LOOP_DELAY = { fine: 50, bad: 500 } as const
/** However good the rest: no more than so much above the worst part. */
const ABOVE_WORST = 40

/**
 * How well an app is, 0 to 100, and why. The score is the mean of its parts by `HEALTH_WEIGHTS`, at most 40 more than
 * the worst of them, and 0 when none of its processes answers.
 *
 * - availability: the share of its processes, but for those that left, that answer.
 * - errors: 100 without failed requests, 0 when a tenth of all or more fail.
 * - latency: 100 without slow requests, 0 when a fifth of all or more are slow.
 * - saturation: of each server the fullest of CPU, memory (100 up to 70 % in use, 0 at 100 %) and disks (from 85 %); the
 *   mean of all servers.
 * - responsiveness: of each process the 99th percentile of its event loop's delay: 100 up to 50 ms, 0 from 500 ms; the
 *   mean of all.
 */
export function healthOf(input: HealthInput): Health {
  const answering = input.processes.filter(({ state }) => state === 'alive')
  const judged: Record<HealthPartName, Judgement> = {
    availability: availability(input.processes, answering),
    errors: errors(input.traffic),
    latency: latency(input.traffic),
    saturation: saturation(input.servers.filter(({ state }) => state === 'alive')),
    responsiveness: responsiveness(answering),
  }
  const parts = Object.entries(judged).map(
    ([name, [score, reason]]): HealthPart => ({
      name: name as HealthPartName,
      // Figures of minutes past say nothing of an app that does not answer.
      score: score === null || (answering.length === 0 && name !== 'availability') ? null : Math.round(score),
      weight: HEALTH_WEIGHTS[name as HealthPartName],
      reason,
    }),
  )
  return { score: scoreOf(parts), parts }
}

function scoreOf(parts: readonly HealthPart[]): number | null {
  let sum = 0
  let weights = 0
  let worst = 100
  for (const { score, weight } of parts) {
    if (score === null) continue
    sum += score * weight
    weights += weight
    worst = Math.min(worst, score)
  }
  return weights === 0 ? null : Math.round(Math.min(sum / weights, worst + ABOVE_WORST))
}

/** A score, null when nothing is known, and the line that says why. */
type Judgement = readonly [score: number | null, reason: string]

function availability(processes: readonly ProcessPulse[], answering: readonly ProcessPulse[]): Judgement {
  const expected = processes.filter(({ state }) => state !== 'left').length
  if (expected === 0) return [null, 'no process runs']
  const words = `${answering.length} of ${expected} ${expected === 1 ? 'process answers' : 'processes answer'}`
  return [(answering.length / expected) * 100, words]
}

function errors({ requests, errors: failed }: TrafficFigures): Judgement {
  if (requests === 0) return [null, 'no requests in 5 min']
  const share = failed / requests
  return [between(share, ERROR_SHARE), `${percent(share * 100)} of ${requests} requests failed in 5 min`]
}

function latency({ requests, slow, percentiles: { p95 } }: TrafficFigures): Judgement {
  if (requests === 0) return [null, 'no requests in 5 min']
  const share = slow / requests
  const p95Words = p95 === null ? '' : `, p95 ${formatDuration(p95)}`
  return [between(share, SLOW_SHARE), `${percent(share * 100)} of requests slow in 5 min${p95Words}`]
}

function saturation(servers: readonly ServerPulse[]): Judgement {
  const fullest = servers.map((server) => fullestOf(server).reduce((a, b) => (b.score < a.score ? b : a)))
  if (fullest.length === 0) return [null, 'no server is known']
  const worst = fullest.reduce((a, b) =>
    b.score < a.score || (b.score === a.score && b.used > a.used) ? b : a,
  )
  return [mean(fullest.map(({ score }) => score)), `fullest: ${worst.what} ${percent(worst.used)}`]
}

function fullestOf(server: ServerPulse): { score: number; used: number; what: string }[] {
  const memory = percentUsed(server.memoryTotal, server.memoryFree) ?? 0
  return [
    { score: between(server.cpu, USED), used: server.cpu, what: `CPU of ${server.id}` },
    { score: between(memory, USED), used: memory, what: `memory of ${server.id}` },
    ...server.disks.flatMap(({ path, total, free }) => {
      const used = percentUsed(total, free)
      if (used === null) return []
      return { score: between(used, DISK_USED), used, what: `disk ${path} of ${server.id}` }
    }),
  ]
}

function responsiveness(processes: readonly ProcessPulse[]): Judgement {
  const delays = processes.flatMap(({ eventLoopDelay }) => eventLoopDelay?.p99 ?? [])
  if (delays.length === 0) return [null, 'no process tells of an event loop']
  const worst = delays.reduce((a, b) => Math.max(a, b))
  const scores = delays.map((delay) => between(delay, LOOP_DELAY))
  return [mean(scores), `event loop up to ${formatDuration(worst)} late (p99)`]
}

/** 100 up to what is fine, 0 from what is bad. */
function between(value: number, { fine, bad }: { readonly fine: number; readonly bad: number }): number {
  return Math.min(1, Math.max(0, (bad - value) / (bad - fine))) * 100
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function percent(value: number): string {
  return `${value > 0 && value < 10 ? value.toFixed(1) : value.toFixed(0)} %`
}
