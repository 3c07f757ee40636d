import type { ApiErrorBody, CollectorStatus } from '@kymo/protocol'
import { isLoopback } from '@kymo/server'
import type { CollectorAddress } from '../collector-client.ts'
import { version } from '../version.ts'
import { type Check, type Collector, type Finding, fail, ok, type TokenVerdict, warn } from './finding.ts'

/** Milliseconds that a collector has to answer. */
const PATIENCE = 3000
/** Milliseconds since the last facts of a process on another machine that is taken to run. */
const RECENT = 60_000

const REFUSALS: Readonly<Record<number, string>> = {
  401: 'Set KYMO_TOKEN to the token it was started with.',
  429: 'Too many wrong tokens came from this machine. Wait a minute, and set KYMO_TOKEN to the right one.',
}

/** Asks the collector how it is, and whether it would take facts with this token. */
export async function askCollector(address: CollectorAddress | undefined): Promise<Collector> {
  if (address === undefined) return { state: 'none' }
  const headers: Record<string, string> =
    address.token === undefined ? {} : { authorization: `Bearer ${address.token}` }
  const ask = (path: string, init: RequestInit) =>
    fetch(new URL(path, address.url), { ...init, signal: AbortSignal.timeout(PATIENCE) })
  try {
    const answer = await ask('/api/status', { headers })
    if (!answer.ok) return { state: 'refused', statusCode: answer.status }
    const status = (await answer.json()) as CollectorStatus
    if (typeof status.version !== 'string') return { state: 'unreachable', reason: 'it is no collector' }
    // A batch that is none is refused for what it is; without the right token, for that.
    const batch = await ask('/api/ingest', { method: 'POST', headers })
    return { state: 'there', status, token: await tokenVerdict(batch) }
  } catch (error) {
    const { name, message, cause } = error as Error & { readonly cause?: { readonly code?: string } }
    return { state: 'unreachable', reason: name === 'TimeoutError' ? 'no answer' : (cause?.code ?? message) }
  }
}

async function tokenVerdict(response: Response): Promise<TokenVerdict> {
  if (response.status !== 401 && response.status !== 403) return 'writes'
  const body = (await response.json().catch(() => undefined)) as ApiErrorBody | undefined
  return body?.error.code === 'READ_ONLY' ? 'reads' : 'refused'
}

/** Whether there is a collector, and whether the app's processes reach it. */
export const checkCollector: Check = ({ address, collector, environment }): readonly Finding[] => {
  if (collector.state === 'none' || address === undefined) {
    if (environment.KYMO_REDIS_URL)
      return [ok('collector', 'None is needed here: the pulse goes through Redis.')]
    return [
      warn(
        'collector',
        'No collector runs for this project.',
        'Start the app with `kymo dev`, or set KYMO_URL and KYMO_TOKEN.',
      ),
    ]
  }
  if (collector.state === 'unreachable') {
    return [
      fail(
        'collector',
        `The collector at ${address.url} does not answer: ${collector.reason}.`,
        'Is it still running? Does a firewall or a container stand between?',
      ),
    ]
  }
  if (collector.state === 'refused') {
    return [
      fail(
        'token',
        collector.statusCode === 401
          ? `The collector at ${address.url} ${address.token === undefined ? 'wants a token' : 'does not take the token'}.`
          : `The collector at ${address.url} answers ${collector.statusCode}.`,
        REFUSALS[collector.statusCode] ?? 'Is it really a collector, and is it called by its own name?',
      ),
    ]
  }
  const { status, token } = collector
  return [
    ok('collector', `The collector ${status.version} runs at ${address.url}.`),
    tokenFinding(token, address),
    ...processes(status, isOnThisMachine(address)),
    ...(status.version === version
      ? []
      : [
          warn(
            'versions',
            `The collector is ${status.version}, this command ${version}.`,
            'End the `kymo dev` that runs it, and start it again.',
          ),
        ]),
  ]
}

function tokenFinding(token: TokenVerdict, address: CollectorAddress): Finding {
  if (token === 'writes') return ok('token', 'It takes the token.')
  if (token === 'reads') {
    return warn('token', 'The token may only read.', 'To send facts, set KYMO_TOKEN to the other one.')
  }
  return fail(
    'token',
    address.token === undefined ? 'There is no token to send facts with.' : 'It does not take the token.',
    'Set KYMO_TOKEN to the token it was started with; `kymo dev` does so for the app.',
  )
}

function processes({ instances, time }: CollectorStatus, onThisMachine: boolean): readonly Finding[] {
  const alive = instances.filter(
    ({ pid, runtime, lastSeen }) =>
      runtime !== 'browser' &&
      pid !== null &&
      // Another machine's processes can only be judged by what came of them.
      (onThisMachine ? isAlive(pid) : time - lastSeen < RECENT),
  )
  const dropped = alive.reduce((sum, { dropped }) => sum + dropped, 0)
  const found =
    alive.length === 0
      ? warn(
          'preload',
          'No running process of the app has sent it anything.',
          'Start the app with `kymo dev` and open a page. If it runs already, something takes NODE_OPTIONS or KYMO_* away from it.',
        )
      : ok('preload', `It hears ${alive.map(({ app, pid }) => `${app} (process ${pid})`).join(', ')}.`)
  return dropped === 0
    ? [found]
    : [found, warn('dropped', `${dropped} facts were dropped.`, 'Lower KYMO_SAMPLE if this goes on.')]
}

function isOnThisMachine({ url }: CollectorAddress): boolean {
  return isLoopback(new URL(url).hostname.replace(/^\[|\]$/g, ''))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
