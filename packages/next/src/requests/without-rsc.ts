/**
 * A URL without `_rsc`, the router's cache buster; undefined when it has none.
 * @param url absolute, or path and query
 */
export function withoutRsc(url: string): string | undefined {
  const question = url.indexOf('?')
  if (question === -1 || !url.includes('_rsc', question)) return undefined
  const pairs = url.slice(question + 1).split('&')
  const kept = pairs.filter((pair) => pair !== '_rsc' && !pair.startsWith('_rsc='))
  if (kept.length === pairs.length) return undefined
  return kept.length === 0 ? url.slice(0, question) : `${url.slice(0, question)}?${kept.join('&')}`
}
