/*
 * A page is known by its path and query. The key of a request that opens a page is its own address; the key of any
 * other request is the address of the page it came from, its referer. Equal keys of one client belong together.
 * The host is no part of it: behind a proxy, the server is not asked for the host that the browser shows.
 */

/** Takes Next's cache-busting parameter out of a query: it is no part of the page's address. */
export function withoutRsc(query: string): string {
  if (!query.includes('_rsc')) return query
  return query
    .split('&')
    .filter((pair) => pair !== '_rsc' && !pair.startsWith('_rsc='))
    .join('&')
}

export function pageKey(path: string, query: string): string {
  const rest = withoutRsc(query)
  return `${path === '' ? '/' : path}${rest === '' ? '' : `?${rest}`}`
}

/** `null` for what is no HTTP address. */
export function pageKeyOfReferer(referer: string): string | null {
  const match = /^https?:\/\/[^/?#]*([^?#]*)(?:\?([^#]*))?/i.exec(referer)
  return match === null ? null : pageKey(match[1] as string, match[2] ?? '')
}

/** The path within a page key. */
export function pathOfPage(page: string): string {
  const question = page.indexOf('?')
  return question === -1 ? page : page.slice(0, question)
}
