import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import {
  PULSE_PAYLOAD_LIMIT,
  parseErrorEntry,
  parseHeartbeat,
  parseSlowEntry,
  parseTrafficMinute,
} from '../src/index.ts'
import { type JsonSchema, PayloadMaker } from './payload-maker.ts'

const schema = JSON.parse(
  readFileSync(new URL('../../../docs/protocol.schema.json', import.meta.url), 'utf8'),
) as JsonSchema & { readonly $id: string; readonly $defs: Readonly<Record<string, JsonSchema>> }

const PARSERS = {
  PulseHeartbeat: parseHeartbeat,
  SlowEntry: parseSlowEntry,
  ErrorEntry: parseErrorEntry,
  TrafficMinute: parseTrafficMinute,
}

/** Lengths are in UTF-16 units, as the schema says. */
const ajv = new Ajv2020({ unicode: false, strict: true, logger: false }).addSchema(schema)

describe.each(Object.entries(PARSERS))('the schema of %s', (name, parse) => {
  const isValid = ajv.getSchema(`${schema.$id}#/$defs/${name}`)
  const maker = new PayloadMaker(schema, 20_251)

  /** What the collector makes of it, and whether the schema agrees. */
  function judge(payload: unknown): 'valid' | 'invalid' | 'too large' {
    const json = JSON.stringify(payload)
    if (json.length > PULSE_PAYLOAD_LIMIT) return 'too large'
    const { problem } = parse(json)
    const valid = isValid?.(JSON.parse(json))
    expect(valid, `${problem?.message ?? 'read'}: ${json.slice(0, 2000)}`).toBe(problem === undefined)
    return valid === true ? 'valid' : 'invalid'
  }

  it('takes what the collector reads, with whatever optional fields', () => {
    for (let i = 0; i < 300; i++) expect(judge(maker.good(name))).not.toBe('invalid')
    expect(judge(maker.good(name, 'all'))).toBe('valid')
    expect(judge(maker.good(name, 'none'))).toBe('valid')
  })

  it('refuses what the collector skips, and nothing else', () => {
    const counts = { valid: 0, invalid: 0, 'too large': 0 }
    for (let i = 0; i < 3000; i++) counts[judge(maker.mutated(name))]++
    // Both happen: some changes do no harm.
    expect(counts.valid).toBeGreaterThan(100)
    expect(counts.invalid).toBeGreaterThan(1000)
  })
})
