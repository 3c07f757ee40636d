import {
  type AttributeValue,
  REQUEST_HEADER_PREFIX,
  RESPONSE_HEADER_PREFIX,
  redactHeader,
  redactQuery,
  redactText,
  redactUrl,
} from '@kymo/protocol'

function redactValue(name: string, text: string): string {
  switch (name) {
    case 'url.full':
    case 'url.path':
    case 'kymo.request.referer':
    case 'kymo.action.redirect':
      return redactUrl(text)
    case 'url.query':
      return redactQuery(text)
    // JSON of values that were redacted one by one: as one text, what begins in one could end in another.
    case 'kymo.action.args':
      return text
  }
  if (name.startsWith(REQUEST_HEADER_PREFIX)) {
    return redactHeader(name.slice(REQUEST_HEADER_PREFIX.length), text)
  }
  if (name.startsWith(RESPONSE_HEADER_PREFIX)) {
    return redactHeader(name.slice(RESPONSE_HEADER_PREFIX.length), text)
  }
  return redactText(text)
}

/** An attribute's value as it may be kept; `undefined` when it is not a value that an attribute can have. */
export function redactAttribute(name: string, value: AttributeValue): AttributeValue | undefined {
  switch (typeof value) {
    case 'string':
      return redactValue(name, value)
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) ? value : undefined
    default:
      if (!Array.isArray(value)) return undefined
      return value.filter(isText).map((item) => redactValue(name, String(item)))
  }
}

/** Of what callers put into a list, an object has no text of its own. */
function isText(item: unknown): boolean {
  return typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean'
}
