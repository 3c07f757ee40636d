import { Duration } from '../format/figures.tsx'
import { Mark } from '../status/mark.tsx'
import { LATE_LOOP } from './levels.ts'

/** How late an event loop is, marked where that is too late. Milliseconds. */
export function LoopDelay({ value }: { value: number | null }) {
  if (value === null || value < LATE_LOOP) return <Duration value={value} />
  return (
    <span className="whitespace-nowrap">
      <Mark shape="triangle" className="mr-1 inline text-slow" label="late" />
      <Duration value={value} className="text-slow" />
    </span>
  )
}
