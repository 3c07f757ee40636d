import { RENDER_CAUSES, type RenderCause } from '@kymo/protocol'
import type { Change } from './react/render-causes.ts'

/** One component of an app, by hand: for frameworks that Kymo does not observe by itself. */
export interface ComponentHandle {
  /**
   * It has rendered. The first time it was mounted by that.
   * @param duration milliseconds, with its children; default: not known
   * @param causes why it rendered again; default: `unknown`
   */
  rendered(duration?: number, causes?: readonly RenderCause[] | CausesWithKeys): void
  /** An effect of it ran. */
  effect(): void
  /** It is gone. What it does later counts as another one. */
  unmounted(): void
}

/** Causes, and of each what changed: `{ props: ['user'], context: [] }`. */
export type CausesWithKeys = Readonly<Partial<Record<RenderCause, readonly string[]>>>

export function changeOf(causes: readonly RenderCause[] | CausesWithKeys): Change {
  const named = RENDER_CAUSES.filter((cause) => (isList(causes) ? causes.includes(cause) : causes[cause]))
  const keys = isList(causes)
    ? []
    : named.flatMap((cause) =>
        (causes[cause] ?? []).map((key) => ({ cause, key: String(key).slice(0, 200) })),
      )
  return { causes: named.length ? named : ['unknown'], keys }
}

const isList = (causes: readonly RenderCause[] | CausesWithKeys): causes is readonly RenderCause[] =>
  Array.isArray(causes)
