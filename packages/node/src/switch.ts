import { type Environment, isSwitchedOff } from '@kymo/protocol'

/** Whether the environment asks for the agent: it says where the collector or Redis is, and does not switch it off. */
export function isSwitchedOn(environment: Environment): boolean {
  const { KYMO_URL, KYMO_REDIS_URL } = environment
  return Boolean(KYMO_URL || KYMO_REDIS_URL) && !isSwitchedOff(environment)
}
