import { Tooltip } from '@base-ui/react/tooltip'
import { Outlet, useNavigate, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useLive } from '../api/live-context.ts'
import { closeDetail } from './close-detail.ts'
import { Footer } from './footer.tsx'
import { Header } from './header.tsx'
import { loadPart } from './load-part.ts'
import { PAGES } from './pages.ts'
import { useShortcuts } from './shortcuts.ts'

const CommandPalette = lazy(async () => ({
  default: (await loadPart(() => import('./command-palette.tsx'))).CommandPalette,
}))
const HelpDialog = lazy(async () => ({
  default: (await loadPart(() => import('./help-dialog.tsx'))).HelpDialog,
}))
/**
 * Milliseconds after which both are there, closed: opened only then, they take long enough for the first letters that
 * are typed to be lost.
 */
const PRELOAD = 500

/** What is around every page. */
export function Shell() {
  const navigate = useNavigate()
  const live = useLive()
  // For a display on a wall there is only the page.
  const wall = useSearch({ strict: false, select: (search) => search.wall !== undefined })
  const [palette, setPalette] = useState(false)
  const [help, setHelp] = useState(false)
  const [ready, setReady] = useState(false)

  useEffect(() => {
    const timer = setTimeout(() => setReady(true), PRELOAD)
    return () => clearTimeout(timer)
  }, [])

  useShortcuts({
    palette: () => setPalette(true),
    help: () => setHelp(true),
    pause: () => live.setPaused(live.state !== 'paused'),
    page(key) {
      const page = PAGES.find((candidate) => candidate.key === key)
      if (page !== undefined) void navigate({ to: page.to })
    },
    close: closeDetail,
  })

  return (
    <Tooltip.Provider delay={400}>
      <div className={`flex h-dvh flex-col ${wall ? 'wall' : ''}`}>
        {wall ? null : <Header onPalette={() => setPalette(true)} onHelp={() => setHelp(true)} />}
        <main className="relative min-h-0 flex-1">
          <Outlet />
        </main>
        {wall ? null : <Footer />}
      </div>
      <Suspense>
        {ready || palette ? (
          <CommandPalette open={palette} onOpenChange={setPalette} onHelp={() => setHelp(true)} />
        ) : null}
        {ready || help ? <HelpDialog open={help} onOpenChange={setHelp} /> : null}
      </Suspense>
    </Tooltip.Provider>
  )
}
