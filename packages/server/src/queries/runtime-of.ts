import { RUNTIMES, type Runtime } from '@kymo/protocol'
import type { EventRow, SpanRow } from '../store/rows.ts'
import { oneOf } from './attributes.ts'

/** Where it ran: as the fact says (an Edge sandbox lives within a Node.js process), else as its instance does. */
export function runtimeOf({
  attributes,
  runtime,
}: Pick<SpanRow | EventRow, 'attributes' | 'runtime'>): Runtime | null {
  return oneOf(attributes, 'kymo.runtime', RUNTIMES) ?? runtime
}
