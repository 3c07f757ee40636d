import { afterEach, describe, expect, expectTypeOf, test, vi } from 'vitest'
import { withKymo } from './with-kymo.ts'

afterEach(() => vi.unstubAllEnvs())

const PAGE = { url: 'http://localhost:4600', key: 'k' }
const nothing = { NEXT_PUBLIC_KYMO_PAGE: '' }
const external = ['@kymo/next', '@kymo/node']

function environment(values: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries({
    NODE_ENV: 'development',
    KYMO_URL: PAGE.url,
    KYMO_BROWSER_KEY: PAGE.key,
    KYMO_APP: 'shop',
    ...values,
  }))
    vi.stubEnv(name, value)
}

describe('what it takes, it gives back', () => {
  test('an object, which is left alone itself', () => {
    const config = { reactStrictMode: true, env: { A: 'a' }, serverExternalPackages: ['pg'] }
    const copy = structuredClone(config)
    const result = withKymo(config)
    expectTypeOf(result).toEqualTypeOf(config)
    expect(config).toEqual(copy)
    expect(result).toEqual({
      reactStrictMode: true,
      env: { A: 'a', ...nothing },
      serverExternalPackages: ['pg', ...external],
    })
  })

  test('a function, with all that it is given', async () => {
    const config = (phase: string, { defaultConfig }: { defaultConfig: object }) => ({
      ...defaultConfig,
      distDir: phase,
    })
    const result = withKymo(config)
    expectTypeOf(result).toEqualTypeOf(config)
    expect(result('phase-production-build', { defaultConfig: { poweredByHeader: false } })).toEqual({
      poweredByHeader: false,
      distDir: 'phase-production-build',
      env: nothing,
      serverExternalPackages: external,
    })
  })

  test('an asynchronous function, and a promise', async () => {
    const expected = { distDir: 'x', env: nothing, serverExternalPackages: external }
    expect(await withKymo(async (_phase: string) => ({ distDir: 'x' }))('phase-production-server')).toEqual(
      expected,
    )
    expect(await withKymo(Promise.resolve({ distDir: 'x' }))).toEqual(expected)
  })

  test('what is wrapped already', () => {
    expect(withKymo(withKymo({}))).toEqual(withKymo({}))
  })
})

describe('what pages are told', () => {
  const pageOf = (config: object) =>
    JSON.parse((config as { env: Record<string, string> }).env.NEXT_PUBLIC_KYMO_PAGE || 'null')

  test('under development, where the collector is', () => {
    environment({})
    expect(pageOf(withKymo({}))).toEqual({ ...PAGE, app: 'shop' })
    expect(pageOf(withKymo((_phase: string) => ({}))('phase-development-server'))).toEqual({
      ...PAGE,
      app: 'shop',
    })
  })

  test('under development, which monitors stay off', () => {
    environment({ KYMO_PAGE_OFF: 'memory, components,nothing' })
    expect(pageOf(withKymo({}))).toEqual({ ...PAGE, app: 'shop', off: ['components', 'memory'] })
    environment({ NODE_ENV: 'production', KYMO_PAGE_OFF: 'memory' })
    expect(pageOf(withKymo({}, { productionPage: PAGE }))).toEqual({ ...PAGE, app: 'shop' })
  })

  test('by default the name of the package', () => {
    environment({ KYMO_APP: '' })
    expect(pageOf(withKymo({}))).toMatchObject({ app: 'kymo-workspace' })
  })

  test('in production nothing, unless that is asked for', () => {
    environment({ NODE_ENV: 'production' })
    expect(pageOf(withKymo({}))).toBeNull()
    expect(pageOf(withKymo((_phase: string) => ({}))('phase-production-build'))).toBeNull()
    const productionPage = { url: 'https://kymo.example.com', key: 'public' }
    expect(pageOf(withKymo({}, { productionPage }))).toEqual({ ...productionPage, app: 'shop' })
    expect(pageOf(withKymo({}, { productionPage: { ...productionPage, app: 'other' } }))).toMatchObject({
      app: 'other',
    })
    expect(pageOf(withKymo({}, { productionPage: { ...productionPage, key: undefined } }))).toBeNull()
  })

  test('switched off, nothing', () => {
    environment({ KYMO_DISABLED: '1' })
    expect(withKymo({ a: 1 }, { productionPage: PAGE })).toEqual({ a: 1, env: nothing })
    environment({ KYMO_DISABLED: '' })
    expect(withKymo({ a: 1 }, { enabled: false })).toEqual({ a: 1, env: nothing })
  })
})
