import { type RefObject, useLayoutEffect, useRef, useState } from 'react'

/** The inner size of an element, kept up to date; zeros before it is known. The ref may come to another element. */
export function useSize(ref: RefObject<HTMLElement | null>): { width: number; height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 })
  const observer = useRef<ResizeObserver>(undefined)
  const observed = useRef<HTMLElement>(null)

  // After each render: only then is it known which element the ref is at.
  useLayoutEffect(() => {
    const element = ref.current
    if (element === observed.current) return
    observer.current?.disconnect()
    observed.current = element
    if (element === null) return
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = element
      setSize((known) => (known.width === width && known.height === height ? known : { width, height }))
    }
    measure()
    observer.current = new ResizeObserver(measure)
    observer.current.observe(element)
  })
  useLayoutEffect(
    () => () => {
      observer.current?.disconnect()
      observed.current = null
    },
    [],
  )
  return size
}
