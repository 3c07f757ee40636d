import { PAGE_SCRIPT_PATH, type PageMonitor } from '@kymo/protocol'

/** What the page's script is told: all that it needs to reach the collector. */
export interface PageSettings {
  /** The collector's address as the browser reaches it. */
  readonly url: string
  /** What the collector wants of a page; no more than that can be done with it. */
  readonly key: string
  /** The app's name. */
  readonly app: string
  /** Monitors that stay off under development. Default: none */
  readonly off?: readonly PageMonitor[]
}

/** @param blocked whether the page's policy forbids it to call the collector */
export function scriptTag(
  { url, key, app, off = [] }: PageSettings,
  nonce: string | undefined,
  blocked: boolean,
): string {
  const attributes: [string, string | undefined][] = [
    ['src', PAGE_SCRIPT_PATH],
    ['data-kymo-url', url],
    ['data-kymo-key', key],
    ['data-kymo-app', app],
    ['data-kymo-off', off.join(',') || undefined],
    ['data-kymo-blocked', blocked ? '' : undefined],
    ['nonce', nonce],
  ]
  const text = attributes.map(([name, value]) =>
    value === undefined ? '' : ` ${name}="${escapeValue(value)}"`,
  )
  return `<script${text.join('')}></script>`
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '"': '&quot;', '<': '&lt;', '>': '&gt;' }

/** Characters beyond ASCII are written as numbers: the tag does not know the document's encoding. */
function escapeValue(value: string): string {
  return value
    .replace(/[&"<>]/g, (character) => ESCAPES[character] as string)
    .replace(/[^\x20-\x7e]/gu, (character) => `&#${character.codePointAt(0)};`)
}
