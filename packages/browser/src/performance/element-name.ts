import { attempt } from '../attempt.ts'
import { keptText } from '../kept.ts'

/** UTF-16 units of what stands on an element. */
const LABEL = 40

/** What a person would take for the thing that was pressed, rather than the text or icon in it. */
const PRESSABLE = 'button, a, input, select, textarea, label, summary, [role], [data-testid]'

/** Such as `button “Add to cart”`: the element in a person's words, as far as it has any. Never what was written in it. */
export function elementName(target: unknown): string {
  return attempt(() => named(target)) ?? 'element'
}

function named(target: unknown): string {
  if (!(target instanceof Element)) return 'page'
  const element = target.closest(PRESSABLE) ?? target
  const tag = element.localName.slice(0, LABEL)
  const written = /^(input|select|textarea)$/.test(tag) || (element as HTMLElement).isContentEditable
  const label =
    element.getAttribute('aria-label') ??
    (written ? null : (element as HTMLElement).textContent?.slice(0, 1000)) ??
    element.getAttribute('name')
  const words = keptText((label || element.id).replace(/\s+/g, ' ').trim(), LABEL)
  return words ? `${tag} “${words}”` : tag
}
