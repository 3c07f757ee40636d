/** Headers by which Next.js says that it asks ahead, refreshes after an edit, or calls an action. */
const NO_NAVIGATION = [
  'next-router-prefetch',
  'next-router-segment-prefetch',
  'next-hmr-refresh',
  'next-action',
  'x-middleware-prefetch',
]

const DATA = /^(.*)\/_next\/data\/[^/]+\/(.+)\.json$/

/** Path and query of the page that a framework asks for with this request, when it does so for a navigation. */
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

/** Whether a request is the framework's, which its server tells of, rather than the app's own. */
export function isFrameworkRequest(url: URL, headers: Headers): boolean {
  return headers.has('rsc') || headers.has('next-action') || /\/_next\/|\/__next/.test(url.pathname)
}
