import type { FetchOrigin } from '@kymo/protocol'

/** Where in an app calls come from, in words. */
export const ORIGIN_WORDS: Readonly<Record<FetchOrigin, string>> = {
  'server-component': 'Server component',
  'route-handler': 'Route handler',
  'server-action': 'Server action',
  proxy: 'Proxy',
  edge: 'Edge',
  'client-component': 'Client component',
  pages: 'Pages Router',
  server: 'Server',
  unknown: 'Unknown',
}

export const FETCH_ORIGINS = Object.keys(ORIGIN_WORDS) as readonly FetchOrigin[]
