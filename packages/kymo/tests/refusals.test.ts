import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { freePort } from '../../../tests/support/free-port.ts'
import { useProject } from './project.ts'

const project = useProject()

describe('what cannot be done is said with a code', () => {
  test.each([
    [['dev', '--port', 'x'], 'BAD_OPTION'],
    [['dev', '--port', '70000'], 'BAD_OPTION'],
    [['dev', '--allow-origin', 'localhost'], 'BAD_OPTION'],
    [['dev', '--slow', '0'], 'BAD_OPTION'],
    [['dev', '--nonsense'], 'USAGE'],
    [['nonsense'], 'UNKNOWN_COMMAND'],
    [['--nonsense'], 'USAGE'],
    [['dev', '--', 'no-such-program-here'], 'COMMAND_NOT_FOUND'],
    [['top'], 'NO_COLLECTOR'],
    [['tail'], 'NO_COLLECTOR'],
    [['top', '--url', 'nonsense'], 'BAD_URL'],
    [['tail', '--url', 'http://127.0.0.1:9'], 'COLLECTOR_UNREACHABLE'],
  ])('kymo %j', async (args, code) => {
    const process = project.start(args, { KYMO_PORT: String(await freePort()) })
    expect(await process.exited).toBe(1)
    expect(process.stderr()).toMatch(new RegExp(`^${code} `, 'm'))
  })

  test.each([
    [['dev', 'node', 'server.mjs'], 'kymo dev -- node server.mjs'],
    [['dev', '--', 'node server.mjs'], 'kymo dev -- node server.mjs'],
    [['tail', '--kind', 'bogus'], 'request, fetch'],
  ])('kymo %j, and what to do is said with it', async (args, hint) => {
    const process = project.start(args, { KYMO_PORT: String(await freePort()) })
    expect(await process.exited).toBe(1)
    expect(process.stderr()).toContain(hint)
  })

  test('a package manager that is not there', async () => {
    await writeFile(join(project.root, 'pnpm-lock.yaml'), '')
    const process = project.start(['dev'], { PATH: '' })
    expect(await process.exited).toBe(1)
    expect(process.stderr()).toMatch(
      /^COMMAND_NOT_FOUND {2}There is no pnpm on this machine, and the project's lockfile/m,
    )
    expect(process.stderr()).toContain('kymo dev -- next dev')
  })

  test('without a dev script', async () => {
    await writeFile(join(project.root, 'package.json'), '{}')
    const process = project.start(['dev'])
    expect(await process.exited).toBe(1)
    expect(process.stderr()).toMatch(/^NO_DEV_SCRIPT/)
  })
})

test.each([[['--help']], [['dev', '--help']], [['--version']], [[]]])(
  'kymo %j explains and ends with 0',
  async (args) => {
    const process = project.start(args)
    expect(await process.exited).toBe(0)
    expect(process.stdout()).toContain('kymo')
  },
)
