import type { Framework } from '../page.ts'

/** Headers by which Next.js says that it asks ahead, refreshes after an edit, or calls an action. */
const NO_NAVIGATION = [
  'next-router-prefetch',
  'next-router-segment-prefetch',
  'next-hmr-refresh',
  'next-action',
  'x-middleware-prefetch',
]

const DATA = /^(.*)\/_next\/data\/[^/]+\/(.+)\.json$/

/** What Next.js asks its server for, of both routers. The Pages Router may show a page at another address than it asks for. */
export const nextFramework: Framework = {
  navigation(url, headers) {
    const address = navigationTarget(url, headers)
    return address === undefined ? undefined : { address, loose: !headers.has('rsc') }
  },
  isOwn: isFrameworkRequest,
}

/** Path and query of the page that Next.js asks for with this request, when it does so for a navigation. */
export function navigationTarget(url: URL, headers: Headers): string | undefined {
  if (NO_NAVIGATION.some((name) => headers.has(name)) || headers.get('purpose') === 'prefetch')
    return undefined
  const { pathname, search } = url
  if (headers.has('rsc')) return pathname + search.replace(/[?&]_rsc=[^&]*/, '').replace(/^&/, '?')
  const [, base, page] = DATA.exec(pathname) ?? []
  return page === undefined ? undefined : dataTarget(`${base}/${page === 'index' ? '' : page}`, search)
}

/** The query of a data request also holds what the path says: the parameters of the route. */
function dataTarget(path: string, search: string): string {
  const segments = path.split('/').map((segment) => decodeURIComponent(segment))
  const own = [...new URLSearchParams(search)].filter(([, value]) => !segments.includes(value))
  return own.length === 0 ? path : `${path}?${new URLSearchParams(own)}`
}

/** Whether a request is Next.js's own. */
export function isFrameworkRequest(url: URL, headers: Headers): boolean {
  return headers.has('rsc') || headers.has('next-action') || /\/_next\/|\/__next/.test(url.pathname)
}
