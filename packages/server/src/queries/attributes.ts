import type { Attributes } from '@kymo/protocol'

export function textOf(attributes: Attributes, name: string): string | null {
  const value = attributes[name]
  return typeof value === 'string' ? value : null
}

export function numberOf(attributes: Attributes, name: string): number | null {
  const value = attributes[name]
  return typeof value === 'number' ? value : null
}

export function textsOf(attributes: Attributes, name: string): readonly string[] {
  const value = attributes[name]
  return Array.isArray(value) ? value : []
}

/** The attribute's value where it is one of those known; what agents of another version say is not known. */
export function oneOf<T extends string>(
  attributes: Attributes,
  name: string,
  values: readonly T[],
): T | null {
  const value = attributes[name]
  return values.includes(value as T) ? (value as T) : null
}
