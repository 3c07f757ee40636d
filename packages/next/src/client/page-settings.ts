import type { PageSettings } from '../page-script/script-tag.ts'

/** What `withKymo` has written into the bundle for the page; `undefined` where it has not. */
export function pageSettings(): PageSettings | undefined {
  const text = process.env.NEXT_PUBLIC_KYMO_PAGE
  return text ? (JSON.parse(text) as PageSettings) : undefined
}
