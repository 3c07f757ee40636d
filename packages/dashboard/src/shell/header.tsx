import { Link } from '@tanstack/react-router'
import { IconButton, Keys } from '../controls/button.tsx'
import { Icon } from '../controls/icon.tsx'
import { NewErrors } from '../errors/new-errors.tsx'
import { Brand } from './brand.tsx'
import { LivingLine } from './living-line.tsx'
import { NavRow } from './nav-row.tsx'
import { PAGES } from './pages.ts'
import { ThemeMenu } from './theme-menu.tsx'
import { usePulseOnly } from './use-pulse-only.ts'

interface HeaderProps {
  readonly onPalette: () => void
  readonly onHelp: () => void
}

export function Header({ onPalette, onHelp }: HeaderProps) {
  // The requests that such a fleet tells of are on the Pulse page; this line would say that there are none.
  const pulseOnly = usePulseOnly() !== undefined
  return (
    <header className="flex h-11 shrink-0 items-center border-b border-hairline px-2 sm:gap-1 sm:px-3">
      <Link
        to="/"
        aria-label="Kymo"
        className="flex shrink-0 items-center gap-2 pr-1 text-chart-line sm:pr-3"
      >
        <Brand />
        <span className="hidden text-prose font-semibold tracking-tight md:inline">Kymo</span>
      </Link>
      <NavRow label="Pages" className="h-full min-w-0">
        {PAGES.map((page) => (
          <Link
            key={page.to}
            to={page.to}
            activeOptions={{ exact: page.to === '/', includeSearch: false }}
            className="nav-link flex items-center px-1.5 text-dim hover:text-text sm:px-2.5"
          >
            {page.name}
            {page.to === '/errors' ? <NewErrors /> : null}
          </Link>
        ))}
      </NavRow>
      <div className="flex-1" />
      {pulseOnly ? null : <LivingLine />}
      <button type="button" onClick={onPalette} className="control ml-2 hidden pr-1 pl-2 md:inline-flex">
        <Icon name="search" size={14} />
        <span className="hidden pr-6 lg:inline">Search</span>
        <Keys of={navigator.platform.startsWith('Mac') ? '⌘ K' : 'Ctrl K'} />
      </button>
      <IconButton icon="search" label="Search and commands" onClick={onPalette} className="md:hidden" />
      <ThemeMenu />
      <button
        type="button"
        aria-label="Keyboard shortcuts"
        onClick={onHelp}
        className="hidden size-7 place-items-center rounded-sm text-dim hover:bg-lifted hover:text-text sm:grid"
      >
        ?
      </button>
    </header>
  )
}
