import type { RenderCause } from '@kymo/protocol'

export const CAUSE_NAMES: Readonly<Record<RenderCause, string>> = {
  props: 'props',
  state: 'state',
  context: 'context',
  parent: 'parent',
  unknown: 'not told',
}

/** Why a component rendered again, in a sentence. */
export const CAUSE_WORDS: Readonly<Record<RenderCause, string>> = {
  props: 'a prop was different',
  state: 'its state changed',
  context: 'a context that it reads changed',
  parent: 'only its parent rendered: nothing that it gets was different',
  unknown: 'the framework does not tell why',
}

/** Classes of the colours of causes, the same in the bar, the legend and the picture of a commit. */
export const CAUSE_TONES: Readonly<Record<RenderCause, string>> = {
  props: 'cause-props',
  state: 'cause-state',
  context: 'cause-context',
  parent: 'cause-parent',
  unknown: 'cause-unknown',
}
