import type { LiveState } from '../api/live.ts'
import { useLive, useLiveState } from '../api/live-context.ts'
import { Hint } from '../controls/hint.tsx'
import { type Look, Mark } from '../status/mark.tsx'

const LOOKS: Readonly<Record<LiveState, Look & { readonly hint: string }>> = {
  connecting: { shape: 'arc', tone: 'text-dim', word: 'Connecting', hint: 'Waiting for the collector' },
  live: {
    shape: 'dot',
    tone: 'text-ok',
    word: 'Live',
    hint: 'What happens appears at once. Press p to pause.',
  },
  reconnecting: {
    shape: 'arc',
    tone: 'text-slow',
    word: 'Reconnecting',
    hint: 'The collector does not answer. What you see is the last that was known; nothing needs to be reloaded.',
  },
  paused: {
    shape: 'bars',
    tone: 'text-dim',
    word: 'Paused',
    hint: 'Nothing on the page moves. Press p to go on; what came meanwhile is shown then.',
  },
}

/** The word for the live connection; a click pauses and goes on. */
export function ConnectionState() {
  const live = useLive()
  const state = useLiveState()
  const look = LOOKS[state]
  return (
    <Hint text={look.hint}>
      <button
        type="button"
        aria-live="polite"
        data-state={state}
        className="flex items-center gap-1.5 text-text"
        onClick={() => live.setPaused(state !== 'paused')}
      >
        <Mark shape={look.shape} className={`${look.tone} ${look.shape === 'arc' ? 'turning' : ''}`} />
        {look.word}
      </button>
    </Hint>
  )
}
