/*
 * Search parameters are plain text both ways: `?session=all`, never JSON. What they mean is for each page's own
 * reader to decide.
 */

export function parseSearchText(text: string): Record<string, unknown> {
  return Object.fromEntries(new URLSearchParams(text))
}

export function searchText(search: Record<string, unknown>): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined && value !== null && value !== '') parameters.set(name, String(value))
  }
  // Characters that need no escape in a query, and that make it readable.
  const text = parameters.toString().replaceAll('%2F', '/').replaceAll('%5B', '[').replaceAll('%5D', ']')
  return text === '' ? '' : `?${text}`
}
