import type { SessionSummary } from '@kymo/protocol'

/** A session is active until this long after the last thing it caused. Milliseconds. */
export const ACTIVE_FOR = 30_000

/** A followed session stays at least this long, so that busy traffic can be read. Milliseconds. */
export const DWELL = 2500

/** The session that is active now: the one the collector named, while it is fresh. */
export function activeSession(
  id: string | null,
  find: (id: string) => SessionSummary | undefined,
  newest: SessionSummary | undefined,
  now: number,
): SessionSummary | null {
  const named = id === null ? newest : (find(id) ?? newest)
  return named !== undefined && now - named.endTime < ACTIVE_FOR ? named : null
}

/**
 * Which session to show while following: the active one, else the newest; the one shown already as long as it is being
 * read or has been shown only a moment.
 */
export function followedSession(options: {
  readonly shown: string | null
  readonly shownSince: number
  readonly wanted: string | null
  readonly held: boolean
  readonly now: number
}): string | null {
  const { shown, wanted } = options
  if (shown === null || wanted === null) return wanted ?? shown
  if (options.held || options.now - options.shownSince < DWELL) return shown
  return wanted
}
