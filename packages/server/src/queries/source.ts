import type { Attributes, SourceLocation } from '@kymo/protocol'
import { numberOf, textOf } from './attributes.ts'

/** The place in the app's source that a span or event names. */
export function sourceOf(attributes: Attributes): SourceLocation | null {
  const file = textOf(attributes, 'code.file.path')
  const line = numberOf(attributes, 'code.line.number')
  if (file === null || line === null) return null
  return {
    file,
    line,
    column: numberOf(attributes, 'code.column.number'),
    function: textOf(attributes, 'code.function.name'),
  }
}
