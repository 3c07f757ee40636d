import { checkRedis as askRedis, type RedisCheck } from '@kymo/server'
import { isAtLeast } from '../init/project.ts'
import { type Check, type Finding, fail, ok, warn } from './finding.ts'

/** What the scripts that facts go by need. */
const LEAST_REDIS = [6, 2] as const

/** Whether the pulse, and with it who tells it, gets through KYMO_REDIS_URL. */
export const checkRedis: Check = async ({ environment }) => {
  const { KYMO_REDIS_URL: url, KYMO_FACTS: facts } = environment
  if (!url) {
    return facts === 'redis'
      ? [fail('redis', 'KYMO_FACTS=redis, but there is no KYMO_REDIS_URL.', 'Set it, or unset KYMO_FACTS.')]
      : []
  }
  try {
    return findings(await askRedis(url))
  } catch (error) {
    const { message, hint = '' } = error as Error & { readonly hint?: string }
    return [fail('redis', message, hint)]
  }
}

function findings({ address, problem, version, apps, unreadable }: RedisCheck): readonly Finding[] {
  if (problem !== null) {
    return [fail('redis', problem, 'Is KYMO_REDIS_URL right, and may this machine and user reach it?')]
  }
  const isEnough = version === null || isAtLeast(version, ...LEAST_REDIS)
  const names = Object.entries(apps).map(([app, count]) => (count === 1 ? app : `${app} (${count})`))
  return [
    isEnough
      ? ok('redis', `Redis${version === null ? '' : ` ${version}`} answers at ${address}.`)
      : warn('redis', `Redis ${version} is old.`, `Facts go through ${LEAST_REDIS.join('.')} or newer.`),
    names.length > 0
      ? ok('pulse', `It has the pulse of ${names.join(', ')}.`)
      : warn(
          'pulse',
          'No process has told it of itself within the last 30 s.',
          'Start the app with KYMO_REDIS_URL, and node --import @kymo/node/register.',
        ),
    ...unreadable
      .slice(0, 3)
      .map(({ key, message }) =>
        warn('pulse', `${key} can not be read: ${message}`, 'docs/protocol.md says what it must hold.'),
      ),
  ]
}
