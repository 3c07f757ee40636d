import { type ReactNode, useEffect, useMemo, useRef } from 'react'
import { Reading } from './reading.ts'
import type { LiveList } from './use-paged-list.ts'

/**
 * Holds a growing list still while it is scrolled, or somebody is at work in it. A pointer that only rests there, as
 * after a click on a row while the app is looked at, holds nothing up.
 */
export function LiveFrame<Row>({ rows, children }: { rows: LiveList<Row>; children: ReactNode }) {
  const { setHold } = rows
  const scrolled = useRef(false)
  const read = useRef(false)
  const reading = useMemo(
    () =>
      new Reading((now) => {
        read.current = now
        setHold(now || scrolled.current)
      }),
    [setHold],
  )
  const used = () => reading.used()
  const left = () => reading.left()

  useEffect(() => {
    const leave = () => reading.left()
    addEventListener('blur', leave)
    return () => {
      removeEventListener('blur', leave)
      scrolled.current = false
      leave()
      setHold(false)
    }
  }, [reading, setHold])

  return (
    <div
      ref={rows.frame}
      className="min-h-0 flex-1"
      onPointerEnter={used}
      onPointerMove={({ movementX, movementY }) => {
        // Browsers tell of rows that move below a pointer that does not.
        if (movementX !== 0 || movementY !== 0) used()
      }}
      onPointerDown={used}
      onKeyDownCapture={used}
      onPointerLeave={left}
      onScrollCapture={(event) => {
        scrolled.current = event.target instanceof Element && event.target.scrollTop > 0
        setHold(read.current || scrolled.current)
      }}
    >
      {children}
    </div>
  )
}
