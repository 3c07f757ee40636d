import { useLive, useLiveState } from '../api/live-context.ts'
import { IconButton } from '../controls/button.tsx'

export function PauseButton() {
  const live = useLive()
  const paused = useLiveState() === 'paused'
  return (
    <IconButton
      icon={paused ? 'play' : 'pause'}
      label="Pause live updates"
      hint={paused ? 'Go on (p)' : 'Pause (p)'}
      aria-pressed={paused}
      className={paused ? 'bg-accent-fill text-accent!' : ''}
      onClick={() => live.setPaused(!paused)}
    />
  )
}
