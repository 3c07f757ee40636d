/* Choices that outlast the page: kept by the browser where it allows, else until the page is closed. */

const PREFIX = 'kymo.'
const held = new Map<string, string>()

export function remembered(name: string): string | null {
  const known = held.get(name)
  if (known !== undefined) return known === '' ? null : known
  try {
    const value = localStorage.getItem(PREFIX + name)
    held.set(name, value ?? '')
    return value
  } catch {
    return null
  }
}

/** @param value null forgets it */
export function remember(name: string, value: string | null): void {
  held.set(name, value ?? '')
  try {
    if (value === null) localStorage.removeItem(PREFIX + name)
    else localStorage.setItem(PREFIX + name, value)
  } catch {
    // Storage is refused: the choice holds until the page is closed.
  }
}
