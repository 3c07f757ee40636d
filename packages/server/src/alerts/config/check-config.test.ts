import { describe, expect, it } from 'vitest'
import { KymoError } from '../../kymo-error.ts'
import { DEFAULT_ALERT_RULES } from '../default-rules.ts'
import { checkConfig } from './check-config.ts'

const CPU = { name: 'CPU', when: 'cpu', above: 80 }
const ENV = { SLACK: 'https://hooks.example.com/services/T0/B0/secret', PART: 'T0/B0/secret', EMPTY: '' }

/** `CODE message hint` */
function refusal(config: unknown, env: Record<string, string | undefined> | undefined = ENV): string {
  try {
    checkConfig(config, env)
  } catch (error) {
    const { code, message, hint = '' } = error as KymoError
    expect(error).toBeInstanceOf(KymoError)
    return `${code} ${message} ${hint}`.trim()
  }
  return 'taken'
}

const rule = (told: object) => refusal({ alerts: { rules: [CPU, { ...CPU, name: 'Other', ...told }] } })
const hook = (url: unknown, env?: Record<string, string>) => refusal({ alerts: { webhooks: [{ url }] } }, env)

describe('a config', () => {
  it('may say all that there is, or nothing', () => {
    expect(checkConfig({}, ENV)).toEqual({})
    expect(checkConfig({ alerts: {} }, ENV)).toEqual({ alerts: {} })
    expect(checkConfig({ page: {} }, ENV)).toEqual({ page: {} })
    expect(checkConfig({ page: { memory: false, errors: true } }, ENV)).toEqual({
      page: { memory: false, errors: true },
    })
    expect(checkConfig({ alerts: { rules: [], webhooks: [] } }, ENV)).toEqual({
      alerts: { rules: [], webhooks: [] },
    })
    const traffic = {
      for: 0,
      window: 60,
      cooldown: 0,
      app: 'shop',
      environment: 'production',
      minRequests: 1,
    }
    const rules = [
      ...DEFAULT_ALERT_RULES,
      { name: 'a', when: 'error-rate', above: 0, clearBelow: 0, ...traffic },
      { name: 'b', when: 'p95', above: 1500.5, ...traffic },
      { name: 'c', when: 'slow-count', above: 10, window: 90 },
    ]
    const $schema = 'docs/kymo.config.schema.json'
    expect(checkConfig({ $schema, alerts: { rules } }, ENV)).toEqual({ alerts: { rules } })
  })

  it.each([
    [null, 'CONFIG_BAD_VALUE The whole must be an object, not null.'],
    [{ page: false }, 'CONFIG_BAD_VALUE page must be an object, not false.'],
    [{ page: { memory: 'off' } }, 'CONFIG_BAD_VALUE page.memory must be true or false; not "off".'],
    [
      { page: { component: false } },
      'CONFIG_UNKNOWN_FIELD page.component: there is no such field in what pages observe. Did you mean components?',
    ],
    [[], 'CONFIG_BAD_VALUE The whole must be an object, not a list.'],
    [{ alert: {} }, 'CONFIG_UNKNOWN_FIELD alert: there is no such field in a config. Did you mean alerts?'],
    [
      { port: 1 },
      'CONFIG_UNKNOWN_FIELD port: there is no such field in a config. Known are $schema, alerts, page.',
    ],
    [{ $schema: 1 }, 'CONFIG_BAD_VALUE $schema must be the address of a schema; not 1.'],
    [{ alerts: 'on' }, 'CONFIG_BAD_VALUE alerts must be an object, not "on".'],
    [
      { alerts: { webhook: [] } },
      'CONFIG_UNKNOWN_FIELD alerts.webhook: there is no such field in alerts. Did you mean webhooks?',
    ],
    [{ alerts: { rules: {} } }, 'CONFIG_BAD_VALUE alerts.rules must be a list; not an object.'],
    [{ alerts: { rules: [CPU, 7] } }, 'CONFIG_BAD_VALUE alerts.rules[1] must be an object, not 7.'],
    [
      { alerts: { rules: [CPU, { when: 'cpu', above: 1 }] } },
      'CONFIG_BAD_VALUE alerts.rules[1].name must say what the rule is called; it is missing.',
    ],
    [
      { alerts: { rules: [{ ...CPU, name: 'x', clearbelow: 1 }] } },
      'CONFIG_UNKNOWN_FIELD alerts.rules[0].clearbelow: there is no such field in a rule of cpu. Did you mean clearBelow?',
    ],
    [
      { alerts: { rules: [CPU, CPU] } },
      'CONFIG_BAD_VALUE alerts.rules[1].name: alerts.rules[0] is called "CPU", too. Every rule needs a name of its own.',
    ],
    [{ alerts: { rules: Array(101).fill(CPU) } }, 'CONFIG_BAD_VALUE alerts.rules has more than 100 entries.'],
  ])('%j is refused, and it is said where and why', (config, said) => {
    expect(refusal(config)).toBe(said)
  })

  it.each([
    [
      { when: undefined },
      /^CONFIG_BAD_VALUE alerts\.rules\[1\]\.when must be one of server-lost, cpu, .*; it is missing\.$/,
    ],
    [{ when: 'ram' }, /not "ram"\.$/],
    [{ when: 'errorrate' }, /not "errorrate"\. Did you mean error-rate\?$/],
    [
      { when: 'server-lost' },
      /^CONFIG_UNKNOWN_FIELD alerts\.rules\[1\]\.above: .* in a rule of server-lost\./,
    ],
    [{ window: 60 }, /^CONFIG_UNKNOWN_FIELD alerts\.rules\[1\]\.window: .* in a rule of cpu\./],
    [{ when: 'slow-count', minRequests: 1 }, /minRequests: .* in a rule of slow-count/],
    [{ above: undefined }, /above must say what is too much; it is missing\.$/],
    [{ above: '80' }, /above must be a number from 0 to 100; not "80"\.$/],
    [{ above: 101 }, /above must be a number from 0 to 100; not 101\.$/],
    [{ above: Number.NaN }, /above must be a number/],
    [{ clearBelow: 81 }, /clearBelow must not be more than above, which is 80; not 81\.$/],
    [{ for: -1 }, /for must be a number from 0 to 86400; not -1\.$/],
    [{ cooldown: null }, /cooldown must be a number from 0 to 604800; not null\.$/],
    [{ when: 'p95', window: 30 }, /window must be a number from 60 to 86400; not 30\.$/],
    [{ when: 'p95', minRequests: 1.5 }, /minRequests must be a whole number from 1 to .*; not 1\.5\.$/],
    [{ app: '' }, /app must be a text of 1 to 200 characters; not ""\.$/],
    [{ name: 'a\nb' }, /name must be a text/],
    [{ name: 'x'.repeat(201) }, /name must be a text .*; not "x{59}…\.$/],
  ])('with a rule that has %j is refused', (told, said) => {
    expect(rule(told)).toMatch(said)
  })
})

describe('the address of a webhook', () => {
  it('may name variables of the environment', () => {
    for (const url of [`\${SLACK}`, `https://hooks.example.com/services/\${PART}`]) {
      const config = checkConfig({ alerts: { webhooks: [{ url }] } }, ENV)
      expect(config.alerts?.webhooks).toEqual([{ url: ENV.SLACK }])
    }
  })

  it.each([
    [undefined, 'CONFIG_BAD_VALUE alerts.webhooks[0].url must be an address; it is missing.'],
    [
      `\${NONE}`,
      /^CONFIG_ENV_MISSING alerts\.webhooks\[0\]\.url needs the environment variable NONE, which is not set\./,
    ],
    [`\${EMPTY}`, /^CONFIG_ENV_MISSING /],
    [`\${a b}`, /^CONFIG_BAD_VALUE .*\$\{a b\}/],
    [`\${PART}`, /must be an address of http or https, once its variables are filled in\.$/],
    ['file:///etc/passwd', 'CONFIG_BAD_VALUE alerts.webhooks[0].url must be an address of http or https.'],
    ['https://me:secret@example.com/', /has a user or a password in it/],
  ])('%j is refused', (url, said) => {
    expect(hook(url)).toMatch(said)
    expect(hook(url)).not.toContain('secret')
  })

  it('names no variables where it is given to the API', () => {
    const alerts = { webhooks: [{ url: `https://hooks.example.com/\${PART}` }] }
    expect(checkConfig({ alerts }, undefined)).toEqual({ alerts })
  })
})
