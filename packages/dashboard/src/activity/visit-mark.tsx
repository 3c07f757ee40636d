import type { SessionSummary, VisitType } from '@kymo/protocol'
import { Icon, type IconName } from '../controls/icon.tsx'
import { tabLetter } from './tab-letters.ts'

interface Look {
  readonly icon: IconName
  readonly word: string
}

const LOOKS: Readonly<Record<VisitType | 'request', Look>> = {
  load: { icon: 'page', word: 'Page load' },
  reload: { icon: 'reload', word: 'Reload' },
  push: { icon: 'right', word: 'Client navigation' },
  replace: { icon: 'swap', word: 'Client navigation (replaced)' },
  traverse: { icon: 'traverse', word: 'Back or forward' },
  restore: { icon: 'restore', word: 'Back or forward (kept whole)' },
  request: { icon: 'prompt', word: 'Request without a page' },
}

const BY_OPENER: Readonly<Record<SessionSummary['opener'], VisitType | 'request'>> = {
  document: 'load',
  navigation: 'push',
  request: 'request',
}

type Visited = Pick<SessionSummary, 'visit' | 'opener'>

function visitLook({ visit, opener }: Visited): Look {
  return LOOKS[visit?.type ?? BY_OPENER[opener]]
}

export function visitWord(session: Visited): string {
  return visitLook(session).word
}

/** How a session began, as a sign. */
export function VisitMark({ session }: { session: Visited }) {
  const { icon, word } = visitLook(session)
  return (
    <span role="img" aria-label={word} title={word} className="grid shrink-0 text-faint">
      <Icon name={icon} size={13} />
    </span>
  )
}

/** The letter of the browser tab that a session is of; nothing where no browser told. */
export function TabMark({ tab }: { tab: string | null | undefined }) {
  if (tab == null) return null
  const letter = tabLetter(tab)
  return (
    <span
      title={`Browser tab ${letter}`}
      className="inline-grid h-4 min-w-4 shrink-0 place-items-center rounded-sm border border-hairline-strong px-0.5 text-label leading-none text-dim"
    >
      <span className="sr-only">Browser tab </span>
      {letter}
    </span>
  )
}
