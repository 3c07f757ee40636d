import { Button } from '../../controls/button.tsx'
import { count } from '../../format/quantity.ts'

interface LibrarySwitchProps {
  /** Components that are not the app's. */
  readonly others: number
  readonly shown: boolean
  readonly onChange: (shown: boolean) => void
}

/** Says how many components are not the app's, and shows or hides them. */
export function LibrarySwitch({ others, shown, onChange }: LibrarySwitchProps) {
  if (others === 0) return null
  return (
    <span className="flex shrink-0 items-center gap-2 text-label whitespace-nowrap text-dim">
      {count(others)} of the framework and libraries{shown ? '' : ' hidden'}
      <Button onClick={() => onChange(!shown)}>{shown ? 'Hide' : 'Show'}</Button>
    </span>
  )
}
