import type { CollectorStatus } from '@kymo/protocol'
import type { CollectorAddress } from '../collector-client.ts'
import { version } from '../version.ts'
import { type Check, type Collector, type Finding, fail, ok, warn } from './finding.ts'

/** Milliseconds that a collector has to answer. */
const PATIENCE = 3000

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
    return { state: 'there', status, takesToken: batch.status !== 401 && batch.status !== 403 }
  } catch (error) {
    const { name, message, cause } = error as Error & { readonly cause?: { readonly code?: string } }
    return { state: 'unreachable', reason: name === 'TimeoutError' ? 'no answer' : (cause?.code ?? message) }
  }
}

/** Whether there is a collector, and whether the app's processes reach it. */
export const checkCollector: Check = ({ address, collector }): readonly Finding[] => {
  if (collector.state === 'none' || address === undefined) {
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
        `The collector at ${address.url} answers ${collector.statusCode}.`,
        collector.statusCode === 401
          ? 'Set KYMO_TOKEN to the token it was started with.'
          : 'Is it really a collector, and is it called by its own name?',
      ),
    ]
  }
  const { status, takesToken } = collector
  return [
    ok('collector', `The collector ${status.version} runs at ${address.url}.`),
    takesToken
      ? ok('token', 'It takes the token.')
      : fail(
          'token',
          address.token === undefined
            ? 'There is no token to send facts with.'
            : 'It does not take the token.',
          'Set KYMO_TOKEN to the token it was started with; `kymo dev` does so for the app.',
        ),
    ...processes(status),
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

function processes({ instances }: CollectorStatus): readonly Finding[] {
  const alive = instances.filter(({ pid, runtime }) => runtime !== 'browser' && pid !== null && isAlive(pid))
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

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
