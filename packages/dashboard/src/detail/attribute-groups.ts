import {
  type Attributes,
  type AttributeValue,
  REQUEST_HEADER_PREFIX,
  RESPONSE_HEADER_PREFIX,
} from '@kymo/protocol'

export interface AttributeRow {
  readonly name: string
  readonly value: string
}

export interface AttributeGroup {
  readonly name: string
  readonly rows: readonly AttributeRow[]
}

function valueText(value: AttributeValue): string {
  if (typeof value === 'object') return value.join(', ')
  // Measured to more digits than it is exact.
  return typeof value === 'number' ? String(Number(value.toFixed(3))) : String(value)
}

/** Attributes in the order people look for them: headers apart, each group by name. Empty groups are left out. */
export function attributeGroups(attributes: Attributes): AttributeGroup[] {
  const request: AttributeRow[] = []
  const response: AttributeRow[] = []
  const others: AttributeRow[] = []
  for (const [name, value] of Object.entries(attributes)) {
    const text = valueText(value)
    if (name.startsWith(REQUEST_HEADER_PREFIX)) {
      request.push({ name: name.slice(REQUEST_HEADER_PREFIX.length), value: text })
    } else if (name.startsWith(RESPONSE_HEADER_PREFIX)) {
      response.push({ name: name.slice(RESPONSE_HEADER_PREFIX.length), value: text })
    } else {
      others.push({ name, value: text })
    }
  }
  return [
    { name: 'Request headers', rows: request },
    { name: 'Response headers', rows: response },
    { name: 'Attributes', rows: others },
  ]
    .filter((group) => group.rows.length > 0)
    .map((group) => ({ ...group, rows: group.rows.toSorted((a, b) => a.name.localeCompare(b.name)) }))
}
