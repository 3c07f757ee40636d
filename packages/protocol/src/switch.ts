/** Variables of a process's environment. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Whether the environment switches the agent off, whatever else it says. */
export function isSwitchedOff({ KYMO_DISABLED, KYMO_MODE }: Environment): boolean {
  return (
    (KYMO_DISABLED !== undefined && !['', '0', 'false'].includes(KYMO_DISABLED)) || KYMO_MODE === 'disabled'
  )
}
