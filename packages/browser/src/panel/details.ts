import type { SessionCounts, SessionSummary } from '@kymo/protocol'
import { pathOf, type Visit } from '../visits/visit.ts'
import { type Child, element } from './elements.ts'
import { actionRow, duration, errorRow, fetchRow } from './rows.ts'
import type { Shown } from './shown-session.ts'

const ROWS = 5
const ERRORS = 3

const OPENERS = {
  load: 'Page load',
  reload: 'Reload',
  push: 'Navigation',
  replace: 'Navigation',
  traverse: 'Back or forward',
  restore: 'Back or forward',
} as const

/** All that is shown of a visit, anew. @param url the dashboard's address */
export function details(shown: Shown, visit: Visit, url: string): readonly Child[] {
  const { summary, session, connected } = shown
  if (!summary) {
    return [
      element(
        'p',
        { class: 'empty' },
        connected
          ? 'Nothing of this visit has arrived yet.'
          : `The collector at ${url} does not answer. It runs with kymo dev.`,
      ),
    ]
  }
  const link = (parameter: string, value: string) =>
    `${sessionLink(url, visit)}&${parameter}=${encodeURIComponent(value)}`
  const spanLink = (detail: string) => link('detail', detail)
  const fetches = session?.fetches.slice(-ROWS).reverse() ?? []
  const action = session?.actions.at(-1)
  const errors = session?.errors.slice(-ERRORS).reverse() ?? []
  return [
    !connected &&
      element('p', { class: 'warning' }, 'The collector does not answer. This is what it told last.'),
    counts(summary.counts),
    fetches.length > 0 &&
      section(
        fetches.length > 1 ? `Last ${fetches.length} fetches` : 'Last fetch',
        ...fetches.map((call) => fetchRow(call, spanLink)),
      ),
    session && fetches.length === 0 && element('p', { class: 'none' }, 'No fetches in this visit.'),
    action && section('Last action', actionRow(action, spanLink)),
    errors.length > 0 &&
      section(
        errors.length > 1 ? 'Last errors' : 'Last error',
        ...errors.map((error) => errorRow(error, link('tab', 'errors'))),
      ),
  ]
}

/** What the page is, and how long it took. */
export function headline(visit: Visit, summary: SessionSummary | undefined): readonly Child[] {
  const what = `${OPENERS[summary?.visit?.type ?? visit.type]}`
  return [
    element('b', { title: visit.address }, summary?.route ?? pathOf(visit.address)),
    element('span', { class: 'dim' }, what),
    summary && duration(summary.duration),
  ]
}

function counts({ requests, fetches, actions, errors }: SessionCounts): HTMLElement {
  const figure = (count: number, one: string, many: string, tone = '') =>
    element(
      'div',
      { class: `figure ${count === 0 ? 'zero' : tone}` },
      element('b', {}, String(count)),
      element('span', {}, count === 1 ? one : many),
    )
  return element(
    'div',
    { class: 'figures' },
    figure(requests, 'request', 'requests'),
    figure(fetches, 'fetch', 'fetches'),
    figure(actions, 'action', 'actions'),
    figure(errors, 'error', 'errors', 'error'),
  )
}

function section(title: string, ...children: readonly Child[]): HTMLElement {
  return element('section', {}, element('h2', {}, title), ...children)
}

export const sessionLink = (url: string, { id }: Visit): string => `${url}/?session=${id}`
