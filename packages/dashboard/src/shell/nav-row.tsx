import { useLocation } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef } from 'react'
import { useSize } from '../panes/use-size.ts'

interface NavRowProps {
  readonly label: string
  readonly className?: string
  readonly children: ReactNode
}

/** Links beside each other. Where there is no room for all of them they are scrolled, the one of the page into view. */
export function NavRow({ label, className, children }: NavRowProps) {
  const row = useRef<HTMLElement>(null)
  const path = useLocation({ select: ({ pathname }) => pathname })
  const { width } = useSize(row)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page, another link; what comes beside it takes room
  useEffect(() => {
    row.current
      ?.querySelector('[data-status="active"]')
      ?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [path, width])
  return (
    <nav ref={row} aria-label={label} className={`nav-row ${className ?? ''}`}>
      {children}
    </nav>
  )
}
