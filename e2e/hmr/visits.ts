import { both, type Causes } from './counts.ts'

/** What the client asks the fixture app for. */
export const VISITS = [
  'handler',
  'page',
  'edge',
  'relay',
  'legacy',
  'old',
  'form',
  'action',
  'inspect',
] as const
export type Visit = (typeof VISITS)[number]

const PATHS: Readonly<Record<Visit, string>> = {
  handler: '/api/handler',
  page: '/',
  edge: '/api/edge',
  relay: '/api/relay',
  legacy: '/legacy',
  old: '/api/old',
  form: '/',
  action: '/',
  inspect: '/api/inspect',
}

export const pathOf = (visit: Visit): string => PATHS[visit]

/** Method and route of what is asked for. */
export const requestOf = (visit: Visit): string =>
  `${visit === 'form' || visit === 'action' ? 'POST' : 'GET'} ${pathOf(visit)}`

/** Every request goes through the proxy, which asks the upstream once. */
function served(request: string, fetches: Causes['fetches'], actions = 0): Causes {
  return { requests: { [request]: 1 }, fetches: { '/proxy': 1, ...fetches }, actions }
}

const PAGE = { '/layout': 1, '/page': 1, '/page/cached': 1, '/page/shared': 2 }
const page = served('GET /', PAGE)
const edge = served('GET /api/edge', { '/edge': 1 })

/** What each makes happen, as the sources of the fixture app have it. */
export const CAUSES: Readonly<Record<Visit, Causes>> = {
  handler: served('GET /api/handler', { '/handler': 1, '/handler/cached': 1 }),
  page,
  edge,
  relay: both(served('GET /api/relay', { '/': 1, '/api/edge': 1 }), both(page, edge)),
  legacy: served('GET /legacy', { '/legacy': 1 }),
  old: served('GET /api/old', { '/old': 1 }),
  // After either, Next.js renders the page anew: the action has set a cookie.
  form: served('POST /', { '/action': 1, ...PAGE }, 1),
  action: served('POST /', { '/action': 1, ...PAGE }, 1),
  inspect: served('GET /api/inspect', { '/inspect': 1 }),
}
