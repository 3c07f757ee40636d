import type { BatchHeader, Fact } from '../facts.ts'
import { BatchWriter } from './batch-writer.ts'
import { LIMITS, MAGIC, PREAMBLE_LENGTH, VERSION } from './format.ts'

/** Puts the preamble and header before records that a `BatchWriter` wrote. */
export function frameBatch(header: BatchHeader, records: Uint8Array): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(JSON.stringify(header))
  const bytes = new Uint8Array(PREAMBLE_LENGTH + json.length + records.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, MAGIC)
  view.setUint8(4, VERSION)
  view.setUint32(8, json.length)
  bytes.set(json, PREAMBLE_LENGTH)
  bytes.set(records, PREAMBLE_LENGTH + json.length)
  return bytes
}

/**
 * One batch of whole facts, for callers without a hot path.
 * @throws RangeError when the facts do not fit into one batch
 */
export function encodeBatch(header: BatchHeader, facts: readonly Fact[]): Uint8Array<ArrayBuffer> {
  const writer = new BatchWriter(LIMITS.batch - LIMITS.header)
  for (const fact of facts) {
    if (!writer.fact(fact))
      throw new RangeError(`A batch holds at most ${LIMITS.batch} bytes; split the facts.`)
  }
  return frameBatch(header, writer.records())
}
