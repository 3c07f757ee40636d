import { type KeyboardEvent, type ReactNode, useEffect, useEffectEvent, useLayoutEffect, useRef } from 'react'
import { IconButton } from '../controls/button.tsx'
import { offerClose } from '../shell/close-detail.ts'
import { clamp } from './clamp.ts'
import { inheritDrawerFocus, takeDrawerFocus } from './drawer-focus.ts'
import { Splitter, useSplit } from './split.tsx'
import { useMedia } from './use-media.ts'

interface DrawerProps {
  /** What it is about, for those who do not see it. */
  readonly label: string
  readonly title: ReactNode
  readonly children: ReactNode
  readonly onClose: () => void
}

const MIN = 320
const MAX = 900

/**
 * The detail of a row, beside its list; over the whole page on a phone. Escape closes it and gives the keyboard back;
 * `j` and `k` go on moving through the list it came from.
 */
export function Drawer({ label, title, children, onClose }: DrawerProps) {
  const split = useSplit({ name: 'drawer', min: MIN, max: MAX })
  const size = split.size ?? clamp(window.innerWidth * 0.3, 400, 640)
  const beside = useMedia('(min-width: 900px)')
  const phone = !useMedia('(min-width: 640px)')
  const element = useRef<HTMLElement>(null)
  const cameFrom = useRef<HTMLElement | null>(null)

  const close = useEffectEvent(() => {
    const inside = element.current?.contains(document.activeElement) === true
    onClose()
    if (inside) cameFrom.current?.focus()
  })
  useEffect(() => offerClose(() => close()), [])
  useEffect(() => takeDrawerFocus(element), [])
  // Before the other one is taken out of the page, and with it the focus.
  useLayoutEffect(() => inheritDrawerFocus(element, cameFrom), [])

  function press(event: KeyboardEvent): void {
    if (event.target instanceof HTMLInputElement || event.metaKey || event.ctrlKey || event.altKey) return
    if (event.key === 'j' || event.key === 'k') {
      event.preventDefault()
      cameFrom.current?.dispatchEvent(
        new KeyboardEvent('keydown', { key: event.key, bubbles: true, cancelable: true }),
      )
    }
  }

  return (
    <>
      {beside ? (
        <Splitter
          label="Width of the detail"
          axis="x"
          size={size}
          min={MIN}
          max={MAX}
          onResize={split.resize}
          reversed
        />
      ) : null}
      <aside
        ref={element}
        aria-label={label}
        tabIndex={-1}
        data-drawer
        onKeyDown={press}
        onFocus={(event) => {
          if (
            event.relatedTarget instanceof HTMLElement &&
            !event.currentTarget.contains(event.relatedTarget)
          ) {
            cameFrom.current = event.relatedTarget
          }
        }}
        className={`flex min-w-0 flex-col bg-page outline-none ${
          beside
            ? 'relative shrink-0'
            : `absolute inset-y-0 right-0 z-20 ${phone ? 'left-0' : 'border-l border-hairline-strong shadow-popup'}`
        }`}
        style={phone ? undefined : { width: beside ? size : Math.min(size, 480) }}
      >
        <div className="flex min-h-11 shrink-0 items-start gap-2 border-b border-hairline py-2 pr-2 pl-4">
          <div className="min-w-0 flex-1 pt-1">{title}</div>
          <IconButton icon="close" label="Close" hint="Close (Esc)" onClick={() => close()} />
        </div>
        <div className="min-h-0 flex-1 overflow-y-auto" tabIndex={0}>
          {children}
        </div>
      </aside>
    </>
  )
}
