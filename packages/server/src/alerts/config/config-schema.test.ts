import { readFileSync } from 'node:fs'
import { ALERT_CONDITIONS } from '@kymo/protocol'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { DEFAULT_ALERT_RULES } from '../default-rules.ts'
import { checkConfig } from './check-config.ts'

const schema = JSON.parse(
  readFileSync(new URL('../../../../../docs/kymo.config.schema.json', import.meta.url), 'utf8'),
) as object
const isValid = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema)

function isTaken(config: unknown): boolean {
  try {
    checkConfig(config, { NAME: 'https://hooks.example.com/x' })
    return true
  } catch {
    return false
  }
}

const FIELDS = [
  'name',
  'when',
  'above',
  'clearBelow',
  'for',
  'window',
  'cooldown',
  'app',
  'environment',
  'minRequests',
  'other',
]
const VALUES = [0, 0.5, 1, 59, 60, 80, 100, 101, 86_400, 86_401, 604_800, 604_801, 3_600_001, 1e9, 1e9 + 1]
const OTHERS = [
  '',
  ' ',
  'a',
  ' a ',
  'a\nb',
  'a\u0085',
  'x'.repeat(200),
  'x'.repeat(201),
  null,
  true,
  [],
  {},
  -1,
]

describe('the schema of the config', () => {
  it.each(ALERT_CONDITIONS)('takes the rules of %s that the collector takes, and no others', (when) => {
    const rule = { name: 'R', when, ...(when === 'server-lost' ? {} : { above: 100 }) }
    for (const field of FIELDS) {
      for (const value of [...VALUES, ...OTHERS]) {
        const config = { alerts: { rules: [{ ...rule, [field]: value }] } }
        // That one field must not be more than another is beyond a schema.
        if (field === 'clearBelow' && typeof value === 'number' && value > 100) continue
        expect(isValid(config), JSON.stringify(config)).toBe(isTaken(config))
      }
      const { [field]: _, ...without } = rule as Record<string, unknown>
      const config = { alerts: { rules: [without] } }
      expect(isValid(config), JSON.stringify(config)).toBe(isTaken(config))
    }
  })

  it.each([
    {},
    { $schema: './kymo.config.schema.json' },
    { $schema: 1 },
    { alert: {} },
    { alerts: {} },
    { alerts: [] },
    { alerts: { rules: DEFAULT_ALERT_RULES } },
    { alerts: { rules: {} } },
    { alerts: { other: [] } },
    { alerts: { webhooks: [{ url: 'https://hooks.example.com/x' }, { url: `\${NAME}` }] } },
    { alerts: { webhooks: [{ url: 'ftp://x' }] } },
    { alerts: { webhooks: [{}] } },
    { alerts: { webhooks: [{ url: 'https://x.example', name: 'x' }] } },
    { alerts: { webhooks: Array(11).fill({ url: 'https://x.example' }) } },
    { page: {} },
    { page: { components: false, memory: true } },
    { page: { components: 'no' } },
    { page: { component: false } },
    { page: { memory: null } },
    { page: true },
    { page: [] },
    [],
    null,
  ])('judges %j as the collector does', (config) => {
    expect(isValid(config)).toBe(isTaken(config))
  })
})

it('the config of docs/alerts.md is one', () => {
  const text = readFileSync(new URL('../../../../../docs/alerts.md', import.meta.url), 'utf8')
  const [, block] = /\n {4}(\{\n {6}"\$schema"[\s\S]*?\n {4}\})\n/.exec(text) ?? []
  const config = JSON.parse(block as string) as unknown
  expect(checkConfig(config, { SLACK_WEBHOOK: 'https://hooks.example.com/x' }).alerts?.rules).toHaveLength(4)
  expect(isValid(config)).toBe(true)
})
