import type { AttributeValue, BatchHeader } from '../facts.ts'
import { WireError } from './wire-error.ts'

/** Reads what came as JSON as a header. Attributes of the resource that are none are left out. @throws WireError */
export function batchHeaderOf(header: unknown): BatchHeader {
  if (!isRecord(header) || !isRecord(header.resource)) {
    throw new WireError('WIRE_HEADER', 'The header has no resource.')
  }
  const { resource, sequence, dropped } = header
  for (const name of ['service.name', 'service.instance.id']) {
    const value = Object.hasOwn(resource, name) ? resource[name] : undefined
    if (typeof value !== 'string' || value === '' || value.length > 256) {
      throw new WireError('WIRE_HEADER', `The resource's ${name} must be a text of 1 to 256 characters.`)
    }
  }
  if (!isCount(sequence) || sequence === 0 || !isCount(dropped)) {
    throw new WireError('WIRE_HEADER', 'sequence and dropped must be whole numbers, sequence from 1.')
  }
  const attributes: Record<string, AttributeValue> = {}
  for (const [name, value] of Object.entries(resource)) {
    if (name !== '__proto__' && isAttributeValue(value)) attributes[name] = value
  }
  return { resource: attributes as BatchHeader['resource'], sequence, dropped }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isAttributeValue(value: unknown): value is AttributeValue {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string')
  return (
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    (typeof value === 'number' && Number.isFinite(value))
  )
}
