import { useMemo } from 'react'
import { remember, remembered } from '../address/remembered.ts'
import { type Hideable, hideText, parseHide } from '../timeline/hidden-spans.ts'
import { useActivity } from './activity-context.ts'

/** How a session is shown: what the address says, else what was chosen last. */
export interface ViewOptions {
  readonly hide: readonly Hideable[]
  /** Whether the framework's own steps have rows of their own in the timeline. */
  readonly renders: boolean
  readonly files: boolean
}

export function useViewOptions(): ViewOptions & { readonly choose: (next: Partial<ViewOptions>) => void } {
  const { search, change } = useActivity()
  const hidden = search.hide ?? remembered('hide')
  const hide = useMemo(() => parseHide(hidden) ?? [], [hidden])
  return {
    hide,
    renders: (search.renders ?? remembered('renders')) === 'shown',
    files: search.files === 'shown',
    choose({ hide: wanted, renders, files }) {
      if (wanted !== undefined) {
        remember('hide', hideText(wanted) ?? null)
        change({ hide: hideText(wanted) }, 'replace')
      }
      if (renders !== undefined) {
        remember('renders', renders ? 'shown' : null)
        change({ renders: renders ? 'shown' : undefined }, 'replace')
      }
      if (files !== undefined) change({ files: files ? 'shown' : undefined }, 'replace')
    },
  }
}
