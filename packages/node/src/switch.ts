import { type Environment, isSwitchedOff } from '@kymo/protocol'

/** Whether the environment asks for the agent: it says where the collector is, and does not switch the agent off. */
export function isSwitchedOn(environment: Environment): boolean {
  return environment.KYMO_URL !== undefined && environment.KYMO_URL !== '' && !isSwitchedOff(environment)
}
