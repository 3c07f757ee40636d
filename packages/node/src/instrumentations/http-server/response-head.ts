import type { ServerResponse } from 'node:http'

/**
 * The response's headers as they were sent, lower-case names. `getHeaders()` does not know those that were given to
 * `writeHead`, so the head's own text goes first.
 */
export function responseHead(response: ServerResponse): Map<string, string[]> {
  const headers = new Map<string, string[]>()
  const add = (name: string, value: string): void => {
    const values = headers.get(name)
    if (values === undefined) headers.set(name, [value])
    else values.push(value)
  }
  const head = (response as { _header?: unknown })._header
  if (typeof head === 'string') {
    for (const line of head.split('\r\n').slice(1)) {
      const colon = line.indexOf(':')
      if (colon > 0) add(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim())
    }
    return headers
  }
  for (const [name, value] of Object.entries(response.getHeaders())) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) add(name, String(one))
  }
  return headers
}
