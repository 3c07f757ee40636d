import type { ServerResponse } from 'node:http'

/**
 * Calls `each` with the response's headers as they were sent, names in lower case; lines of the same name
 * that follow each other come together. `getHeaders()` does not know those that were given to `writeHead`, so the head's own text goes first.
 */
export function forEachResponseHeader(
  response: ServerResponse,
  each: (name: string, value: string | readonly string[]) => void,
): void {
  const head = (response as { _header?: unknown })._header
  if (typeof head !== 'string') {
    for (const [name, value] of Object.entries(response.getHeaders())) {
      if (value !== undefined) each(name, Array.isArray(value) ? value : String(value))
    }
    return
  }
  let name = ''
  let value: string | string[] = ''
  let start = head.indexOf('\r\n') + 2
  for (let end = head.indexOf('\r\n', start); end > start; end = head.indexOf('\r\n', start)) {
    const colon = head.indexOf(':', start)
    const nextName = head.slice(start, colon).toLowerCase()
    const nextValue = head.slice(colon + 1, end).trim()
    if (nextName === name) value = typeof value === 'string' ? [value, nextValue] : [...value, nextValue]
    else {
      if (name !== '') each(name, value)
      name = nextName
      value = nextValue
    }
    start = end + 2
  }
  if (name !== '') each(name, value)
}
