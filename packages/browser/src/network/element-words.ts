import { attempt } from '../attempt.ts'
import { keptText } from '../kept.ts'

/** UTF-16 units of what an element says. */
const WORDS = 60
/** Nodes looked at for it. */
const NODES = 60

/** What users act on: the nearest of these around a target is what they meant. */
const MEANT =
  'button,a,input,select,textarea,label,summary,form,[role],[contenteditable],[tabindex],[onclick]'
/** Their text is what the user wrote or chooses. */
const PRIVATE = 'input,textarea,select,[role=option],[contenteditable]:not([contenteditable="false"])'

/**
 * What an element is and is called, such as `button “Add to cart”`: redacted, at most 90 characters. What was typed or
 * chosen is never in it.
 *
 * @param nameOnly `“Add to cart”` alone, where it is called anything
 */
export function elementWords(target: EventTarget | null | undefined, nameOnly = false): string {
  if (!(target instanceof Element)) return target instanceof Node ? 'page' : 'window'
  const element = target.closest(isEdited(target) ? '[contenteditable]' : MEANT) ?? target
  const kind = element.getAttribute('role') ?? element.localName
  // Before it is cut, which may leave half a secret.
  const called = keptText(attempt(() => nameOf(element)) ?? '', 4 * WORDS)
    .replace(/\s+/g, ' ')
    .trim()
  const is = kind.slice(0, 20)
  return keptText(called ? `${nameOnly ? '' : `${is} `}“${cut(called)}”` : is, 90)
}

function nameOf(element: Element): string {
  const labels = (element as { labels?: NodeListOf<Element> | null }).labels
  const isPrivate = element.matches(PRIVATE) || isEdited(element)
  const attribute = (...names: string[]) => names.map((name) => element.getAttribute(name)).find(Boolean)
  return (
    attribute('aria-label') ??
    (isPrivate ? labels?.[0] && textIn(labels[0]) : textIn(element)) ??
    attribute('placeholder', 'title', 'alt', 'name', 'id') ??
    ''
  )
}

/** Its text as far as it is needed: an element may hold a book. */
function textIn(element: Element): string | undefined {
  if (element instanceof HTMLFormElement) return undefined
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) =>
    node instanceof Element && node.matches(`script,style,${PRIVATE}`)
      ? NodeFilter.FILTER_REJECT
      : NodeFilter.FILTER_ACCEPT,
  )
  let text = ''
  for (let seen = 0; seen < NODES && text.trim().length <= WORDS && walker.nextNode(); seen++) {
    const node = walker.currentNode
    if (node instanceof Text) text += `${keptText(node.data, 4 * WORDS)} `
    else if (node instanceof HTMLImageElement) text += `${node.alt} `
  }
  return text.trim() || undefined
}

/** A link or button in what the user writes is a part of that. */
const isEdited = (element: Element) => (element as HTMLElement).isContentEditable === true

const cut = (text: string) => (text.length > WORDS ? `${text.slice(0, WORDS - 1)}…` : text)
