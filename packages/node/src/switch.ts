export type Environment = Readonly<Record<string, string | undefined>>

/** Whether the environment asks for the agent: it says where the collector is, and does not switch the agent off. */
export function isSwitchedOn(environment: Environment): boolean {
  return environment.KYMO_URL !== undefined && environment.KYMO_URL !== '' && !isSwitchedOff(environment)
}

export function isSwitchedOff({ KYMO_DISABLED, KYMO_MODE }: Environment): boolean {
  return (
    (KYMO_DISABLED !== undefined && !['', '0', 'false'].includes(KYMO_DISABLED)) || KYMO_MODE === 'disabled'
  )
}
