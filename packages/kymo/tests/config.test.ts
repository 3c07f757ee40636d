import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Alerts } from '@kymo/protocol'
import { describe, expect, it, test } from 'vitest'
import { freePort } from '../../../tests/support/free-port.ts'
import type { KymoProcess } from './kymo-process.ts'
import { useProject } from './project.ts'

const WAIT = { timeout: 20_000, interval: 100 }
const TOKEN = 'a-token-of-the-config-tests-1234'
const CPU = { name: 'CPU', when: 'cpu', above: 80 }

const project = useProject()

const write = (config: unknown, name = 'kymo.config.json') =>
  writeFile(join(project.root, name), typeof config === 'string' ? config : JSON.stringify(config))

interface Served {
  readonly process: KymoProcess
  readonly alerts: () => Promise<Alerts>
  readonly rules: () => Promise<string[]>
}

async function serve(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Served> {
  const process = project.start(['serve', '--port', '0', ...args], { KYMO_TOKEN: TOKEN, ...env })
  await expect.poll(() => process.stderr(), WAIT).toMatch(/http:\/\/localhost:\d+.*\n.*alerts:/)
  const [url] = /http:\/\/localhost:\d+/.exec(process.stderr()) as RegExpExecArray
  const alerts = async () => {
    const response = await fetch(`${url}/api/alerts`, { headers: { authorization: `Bearer ${TOKEN}` } })
    return (await response.json()) as Alerts
  }
  return { process, alerts, rules: async () => (await alerts()).rules.map(({ name }) => name) }
}

describe('kymo serve', () => {
  it('watches what is sensible where no config says otherwise', async () => {
    const { process, rules } = await serve()
    expect(process.stderr()).toContain('5 rules, no webhooks (by default; kymo.config.json would say others)')
    expect(await rules()).toContain('Server lost')
  })

  it('watches what its config says, and tells the webhooks of it, whose addresses are secrets', async () => {
    await write({ alerts: { webhooks: [{ url: `http://127.0.0.1:9/\${HOOK_PATH}` }], rules: [CPU] } })
    const { process, alerts, rules } = await serve([], { HOOK_PATH: 'very/secret' })
    expect(process.stderr()).toContain('1 rule, 1 webhook (by kymo.config.json)')
    expect(await rules()).toEqual(['CPU'])
    expect((await alerts()).webhooks).toMatchObject([{ host: '127.0.0.1:9' }])
    expect(process.stderr() + JSON.stringify(await alerts())).not.toContain('secret')
  })

  it('goes by the config as it is written anew; one that is broken changes nothing, and is said to be', async () => {
    await write({ alerts: { rules: [] } }, 'other.json')
    const { process, rules } = await serve(['--config', 'other.json'])
    expect(await rules()).toEqual([])
    await write({ alerts: { rules: [CPU] } }, 'other.json')
    await expect.poll(rules, WAIT).toEqual(['CPU'])
    expect(process.stderr()).toContain('other.json is another: 1 rule, no webhooks.')
    await write({ alerts: { rules: [{ ...CPU, abov: 1 }] } }, 'other.json')
    await expect
      .poll(() => process.stderr(), WAIT)
      .toContain(
        'CONFIG_UNKNOWN_FIELD: other.json: alerts.rules[0].abov: there is no such field in a rule of cpu. Did you mean above? What was before stays.',
      )
    expect(await rules()).toEqual(['CPU'])
    await rm(join(project.root, 'other.json'))
    await expect.poll(() => process.stderr(), WAIT).toContain('CONFIG_UNREADABLE: other.json')
    // As editors do it: another file takes its place.
    await write({ alerts: { rules: [{ ...CPU, name: 'New' }] } }, 'new.json')
    await rename(join(project.root, 'new.json'), join(project.root, 'other.json'))
    await expect.poll(rules, WAIT).toEqual(['New'])
  })

  it('finds a config that comes later, and is as before when it goes', async () => {
    const { rules } = await serve()
    await write({ alerts: { rules: [CPU] } })
    await expect.poll(rules, WAIT).toEqual(['CPU'])
    await rm(join(project.root, 'kymo.config.json'))
    await expect.poll(rules, WAIT).toContain('Server lost')
  })
})

it('kymo dev watches nothing unless a config says so', async () => {
  const { url } = await project.startDev()
  const rules = async () => ((await (await fetch(`${url}/api/alerts`)).json()) as Alerts).rules
  expect(await rules()).toEqual([])
  await write({ alerts: { rules: [CPU] } })
  await expect.poll(rules, WAIT).toMatchObject([CPU])
})

test.each([
  ['', 'CONFIG_NOT_JSON  kymo.config.json is not JSON: it is empty.'],
  ['{ "alerts": {', 'CONFIG_NOT_JSON  kymo.config.json is not JSON'],
  ['{\n  "alerts": { secret }\n}', 'CONFIG_NOT_JSON  kymo.config.json is not JSON: line 2, column 15.'],
  [
    { alerts: { rules: [{ ...CPU, above: '80' }] } },
    'CONFIG_BAD_VALUE  kymo.config.json: alerts.rules[0].above must be',
  ],
  [
    { alerts: { webhooks: [{ url: `\${NOT_SET_HERE}` }] } },
    'CONFIG_ENV_MISSING  kymo.config.json: alerts.webhooks[0].url',
  ],
])('neither starts with %j', async (config, said) => {
  await write(config)
  for (const command of ['serve', 'dev']) {
    const args = command === 'serve' ? ['serve', '--port', '0'] : ['dev', '--port', String(await freePort())]
    const process = project.start(args, { KYMO_TOKEN: TOKEN })
    expect(await process.exited).toBe(1)
    expect(process.stderr()).toContain(said)
    expect(process.stderr()).not.toContain('secret')
  }
})

test('a config that is named and not there is said to be', async () => {
  const process = project.start(['serve', '--port', '0', '--config', 'none.json'], { KYMO_TOKEN: TOKEN })
  expect(await process.exited).toBe(1)
  expect(process.stderr()).toContain("CONFIG_UNREADABLE  none.json can't be read (ENOENT).")
})
