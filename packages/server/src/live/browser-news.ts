import {
  BROWSER_SECTIONS,
  type BrowserSection,
  COMMIT_EVENT,
  COMPONENTS_EVENT,
  EXCEPTION_EVENT,
  type Fact,
  LEAK_EVENT,
  MEMORY_EVENT,
  SIGNALS_EVENT,
  WEB_VITAL_EVENT,
} from '@kymo/protocol'

const OF_EVENTS: Readonly<Record<string, readonly BrowserSection[]>> = {
  [WEB_VITAL_EVENT]: ['vitals', 'health'],
  [COMPONENTS_EVENT]: ['components', 'health'],
  [COMMIT_EVENT]: ['components'],
  [SIGNALS_EVENT]: ['signals', 'health'],
  [MEMORY_EVENT]: ['memory', 'health'],
  [LEAK_EVENT]: ['memory'],
  [EXCEPTION_EVENT]: ['health'],
}

/** What of browsers has become known, until it is told. */
export class BrowserNews {
  #sections = new Set<BrowserSection>()

  get isEmpty(): boolean {
    return this.#sections.size === 0
  }

  /** @param byPage whether a page told of it */
  note(fact: Fact, byPage: boolean): void {
    for (const section of byPage ? ofPage(fact) : ofServer(fact)) this.#sections.add(section)
  }

  /** Those with news, in the order of `BROWSER_SECTIONS`; from then on none has. */
  take(): readonly BrowserSection[] {
    const sections = BROWSER_SECTIONS.filter((section) => this.#sections.has(section))
    this.#sections = new Set()
    return sections
  }
}

function ofPage(fact: Fact): readonly BrowserSection[] {
  if (fact.fact === 'event') return Object.hasOwn(OF_EVENTS, fact.name) ? (OF_EVENTS[fact.name] ?? []) : []
  if (fact.fact === 'point') return []
  if (fact.kind === 'fetch') return ['network', 'health']
  if (fact.kind === 'measure' || fact.kind === 'navigation') return ['health']
  return []
}

/** The server's side of a page's call. */
function ofServer(fact: Fact): readonly BrowserSection[] {
  if (fact.fact !== 'span' || fact.kind !== 'request') return []
  if (fact.parentId !== undefined && typeof fact.attributes['kymo.visit.id'] === 'string') return ['network']
  return []
}
