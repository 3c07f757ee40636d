import type { Attributes, AttributeValue, Span, SpanKind } from '@kymo/protocol'

/** Attributes that have a column of their own, and so are left out of the JSON beside it. */
const TEXT_COLUMNS: Partial<Record<SpanKind, ReadonlySet<string>>> = {
  request: new Set([
    'http.request.method',
    'http.route',
    'url.path',
    'url.query',
    'client.address',
    'user_agent.original',
    'next.html_request_id',
    'kymo.visit.id',
  ]),
  fetch: new Set(['http.request.method', 'url.full', 'kymo.visit.id']),
}

const OTHER_COLUMNS: ReadonlySet<string> = new Set(['kymo.visit.id'])
const STATUS_CODE = 'http.response.status_code'

/** What a span's columns do not hold, as JSON; `null` when that is nothing. */
export function restOfAttributes({ kind, attributes }: Span): string | null {
  const columns = TEXT_COLUMNS[kind] ?? OTHER_COLUMNS
  const rest: Record<string, AttributeValue> = {}
  let any = false
  for (const name in attributes) {
    const value = attributes[name] as AttributeValue
    // A value of another type than its column's stays here.
    if (
      typeof value === 'string'
        ? columns.has(name)
        : name === STATUS_CODE && kind in TEXT_COLUMNS && isCode(value)
    )
      continue
    rest[name] = value
    any = true
  }
  return any ? JSON.stringify(rest) : null
}

function isCode(value: AttributeValue): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 999
}

/** Puts together what `restOfAttributes` took apart. */
export function wholeAttributes(
  columns: Readonly<Record<string, AttributeValue | null>>,
  rest: string | null,
): Attributes {
  const attributes: Record<string, AttributeValue> = {}
  for (const name in columns) {
    const value = columns[name]
    if (value != null) attributes[name] = value
  }
  return rest === null ? attributes : Object.assign(attributes, JSON.parse(rest))
}
