import { createHmac, timingSafeEqual } from 'node:crypto'

const PURPOSE = 'kymo browser key 1'

/**
 * The key by which pages of an app may send what they observed, and nothing else. Everybody who sees such a page sees
 * it; the token can not be found from it.
 */
export function browserKey(token: string): string {
  return createHmac('sha256', token).update(PURPOSE).digest('base64url')
}

/** Compares in a time that does not tell how much was right. */
export function isBrowserKey(key: string, token: string): boolean {
  const digest = (text: string) => createHmac('sha256', token).update(text).digest()
  return timingSafeEqual(digest(key), digest(browserKey(token)))
}
