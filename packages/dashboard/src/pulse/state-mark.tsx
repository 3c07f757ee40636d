import type { PulseState } from '@kymo/protocol'
import { type Look, Mark } from '../status/mark.tsx'

const LOOKS: Readonly<Record<PulseState, Look>> = {
  alive: { shape: 'dot', tone: 'text-ok', word: 'alive' },
  lost: { shape: 'hollow-diamond', tone: 'text-lost', word: 'lost' },
  left: { shape: 'dash', tone: 'text-faint', word: 'left' },
}

/** Whether something answers: its shape, and for those who do not see it the word. */
export function StateMark({ state }: { state: PulseState }) {
  const { shape, tone, word } = LOOKS[state]
  return <Mark shape={shape} className={tone} label={word} />
}

/** The same in words. */
export function StateWord({ state }: { state: PulseState }) {
  const { shape, tone, word } = LOOKS[state]
  return (
    <span className={`inline-flex items-center gap-1.5 ${state === 'alive' ? 'text-dim' : tone}`}>
      <Mark shape={shape} className={tone} />
      {word}
    </span>
  )
}
