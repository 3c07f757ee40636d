import type { Attributes } from '@kymo/protocol'

export function textOf(attributes: Attributes, name: string): string | null {
  const value = attributes[name]
  return typeof value === 'string' ? value : null
}

export function numberOf(attributes: Attributes, name: string): number | null {
  const value = attributes[name]
  return typeof value === 'number' ? value : null
}
