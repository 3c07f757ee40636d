import { expect, test } from 'vitest'
import { type AgentOptions, resolveOptions, type Settings } from './options.ts'

const URL_ONLY = { KYMO_URL: 'http://127.0.0.1:4600' }

function resolve(
  options: AgentOptions,
  environment: Record<string, string>,
): { settings: Settings | undefined; problems: string[] } {
  const problems: string[] = []
  return { settings: resolveOptions(options, environment, (problem) => problems.push(problem)), problems }
}

test('the environment alone is enough', () => {
  const { settings, problems } = resolve(
    {},
    {
      KYMO_URL: 'https://kymo.example.com/base/',
      KYMO_TOKEN: 't',
      KYMO_APP: 'shop',
      KYMO_ENV: 'production',
      KYMO_SAMPLE: '0.25',
      KYMO_PROPAGATE_TO: 'https://a.example.com/path, http://b:8080,',
    },
  )
  expect(problems).toEqual([])
  expect(settings).toMatchObject({
    token: 't',
    app: 'shop',
    environment: 'production',
    sample: 0.25,
    propagateTo: ['https://a.example.com', 'http://b:8080'],
    captureHeaders: false,
    flushInterval: 1000,
    maxMemory: 8 * 1024 * 1024,
  })
  expect(settings?.endpoint?.href).toBe('https://kymo.example.com/base/api/ingest')
})

test('options go before the environment', () => {
  const { settings } = resolve(
    { sample: 0, app: 'mine', captureHeaders: false },
    { ...URL_ONLY, KYMO_APP: 'other' },
  )
  expect(settings).toMatchObject({ sample: 0, app: 'mine' })
})

test('in development facts come at once, with headers', () => {
  const { settings } = resolve({}, { ...URL_ONLY, KYMO_ENV: 'development' })
  expect(settings).toMatchObject({ captureHeaders: true, flushInterval: 100 })
})

test.each([
  [{}, {}],
  [{}, { KYMO_URL: '' }],
  [{}, { ...URL_ONLY, KYMO_DISABLED: '1' }],
  [{ enabled: true }, { ...URL_ONLY, KYMO_DISABLED: 'true' }],
  [{}, { ...URL_ONLY, KYMO_MODE: 'disabled' }],
  [{ enabled: false }, URL_ONLY],
])('off: %j %j', (options, environment) => {
  expect(resolve(options, environment)).toEqual({ settings: undefined, problems: [] })
})

test.each([
  [{ KYMO_SAMPLE: '2' }, { sample: 1 }],
  [{ KYMO_SAMPLE: 'half' }, { sample: 1 }],
  [{ KYMO_PROPAGATE_TO: 'example.com' }, { propagateTo: [] }],
])('a value that can not be used is told, and the default taken: %j', (environment, expected) => {
  const { settings, problems } = resolve({}, { ...URL_ONLY, ...environment })
  expect(settings).toMatchObject(expected)
  expect(problems).toHaveLength(1)
  expect(problems[0]).toContain(Object.keys(environment)[0])
})

test.each(['ftp://a', 'a:4600', 'nonsense'])('an address that is none switches off: %s', (KYMO_URL) => {
  const { settings, problems } = resolve({}, { KYMO_URL })
  expect(settings).toBeUndefined()
  expect(problems).toHaveLength(1)
})

test('credentials in a wrong address are not shown', () => {
  expect(resolve({}, { KYMO_URL: 'ftp://me:canary@host' }).problems.join()).not.toContain('canary')
})

test('Redis alone is enough: there is the pulse, and no fact goes anywhere', () => {
  const { settings, problems } = resolve({}, { KYMO_REDIS_URL: 'redis://host' })
  expect(problems).toEqual([])
  expect(settings).toMatchObject({
    endpoint: undefined,
    facts: 'none',
    role: 'server',
    redis: { nodes: [{ host: 'host', port: 6379 }] },
  })
})

test.each([
  [{ ...URL_ONLY }, 'http'],
  [{ ...URL_ONLY, KYMO_REDIS_URL: 'redis://host' }, 'http'],
  [{ ...URL_ONLY, KYMO_REDIS_URL: 'redis://host', KYMO_FACTS: 'redis' }, 'redis'],
  [{ KYMO_REDIS_URL: 'redis://host', KYMO_FACTS: 'redis' }, 'redis'],
])('facts go as is said, else by HTTP: %j', (environment, facts) => {
  expect(resolve({}, environment)).toMatchObject({ settings: { facts }, problems: [] })
})

test.each([
  [{ ...URL_ONLY, KYMO_FACTS: 'redis' }, { facts: 'http' }],
  [{ ...URL_ONLY, KYMO_FACTS: 'pigeon' }, { facts: 'http' }],
  [{ KYMO_REDIS_URL: 'redis://host', KYMO_FACTS: 'http' }, { facts: 'none' }],
  [
    { KYMO_REDIS_URL: 'redis://host', KYMO_URL: 'ftp://a' },
    { facts: 'none', endpoint: undefined },
  ],
  [
    { ...URL_ONLY, KYMO_REDIS_URL: 'http://host' },
    { facts: 'http', redis: undefined },
  ],
  [{ ...URL_ONLY, KYMO_ROLE: 'king' }, { role: 'server' }],
])('what does not go together is told, and what is left is done: %j', (environment, expected) => {
  const { settings, problems } = resolve({}, environment)
  expect(settings).toMatchObject(expected)
  expect(problems).toHaveLength(1)
})

test('a password is not shown where the address of Redis is wrong', () => {
  const { settings, problems } = resolve({}, { KYMO_REDIS_URL: 'redis://:canary@host:port' })
  expect(settings).toBeUndefined()
  expect(problems.join()).toMatch(/^KYMO_REDIS_URL/)
  expect(problems.join()).not.toContain('canary')
})
