import type { Attributes } from '@kymo/protocol'

export function numberOf(attributes: Attributes, name: string): number | null {
  const value = attributes[name]
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

export function textOf(attributes: Attributes, name: string): string | null {
  const value = attributes[name]
  return typeof value === 'string' && value !== '' ? value : null
}

export function textsOf(attributes: Attributes, name: string): readonly string[] {
  const value = attributes[name]
  return typeof value === 'object' ? value : []
}

/** What has a place of its own in the detail, and is too long to be a row as well. */
const SHOWN_APART: ReadonlySet<string> = new Set([
  'kymo.action.args',
  'exception.stacktrace',
  'kymo.code.context',
  'kymo.code.context.start',
])

/** The attributes that are listed by their names. */
export function listedAttributes(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !SHOWN_APART.has(name)))
}
