import { useEffect, useRef, useState } from 'react'
import { clampRange, isWhole, type Range } from './scale.ts'

export interface Zoom {
  readonly range: Range
  readonly isWhole: boolean
  readonly set: (range: Range) => void
}

/** Milliseconds after the last movement until the address is told. */
const SETTLED = 150

/** The visible part: changed at once on the page, and in the address when the movement is over. */
export function useZoom(
  whole: Range,
  told: Range | undefined,
  onTold: (range: Range | undefined) => void,
): Zoom {
  const [range, setRange] = useState(told)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const sent = useRef(told)

  useEffect(() => {
    // The address changed by other means, such as the back button.
    if (told?.from !== sent.current?.from || told?.to !== sent.current?.to) {
      clearTimeout(timer.current)
      sent.current = told
      setRange(told)
    }
  }, [told])
  useEffect(() => () => clearTimeout(timer.current), [])

  const shown = range === undefined ? whole : clampRange(range, whole)
  return {
    range: shown,
    isWhole: range === undefined,
    set(next) {
      const wanted = isWhole(next, whole) ? undefined : rounded(next)
      setRange(wanted)
      clearTimeout(timer.current)
      timer.current = setTimeout(() => {
        sent.current = wanted
        onTold(wanted)
      }, SETTLED)
    },
  }
}

/** As exact as the address is, so that what comes back from it is no change. */
function rounded(range: Range): Range {
  return { from: Number(range.from.toFixed(3)), to: Number(range.to.toFixed(3)) }
}
