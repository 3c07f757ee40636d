const { warn } = console
const reported = new Set<string>()

/** Runs a hook so that its failure never reaches the app; each place is reported once. */
export function guard<T>(place: string, hook: () => T): T | undefined {
  try {
    return hook()
  } catch (error) {
    if (!reported.has(place)) {
      reported.add(place)
      warn(
        `kymo: KYMO_NEXT_HOOK_FAILED: something of ${place} was not as expected and is not observed; the app is not affected.`,
        error,
      )
    }
    return undefined
  }
}
