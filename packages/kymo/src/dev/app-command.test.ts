import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { defaultAppCommand } from './app-command.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kymo-app-'))
})
afterEach(() => rm(root, { recursive: true }))

const manifest = (content: unknown) => writeFile(join(root, 'package.json'), JSON.stringify(content))

describe('without a command, the dev script is run', () => {
  test.each([
    ['package-lock.json', 'npm'],
    ['pnpm-lock.yaml', 'pnpm'],
    ['yarn.lock', 'yarn'],
  ])('by the package manager that %s belongs to', async (lockfile, manager) => {
    await manifest({ scripts: { dev: 'next dev' } })
    await writeFile(join(root, lockfile), '')
    expect(await defaultAppCommand(root)).toEqual([manager, 'run', 'dev'])
  })

  test('also where the lockfile is in a folder above, as in a workspace', async () => {
    await writeFile(join(root, 'pnpm-lock.yaml'), '')
    const app = join(root, 'apps', 'web')
    await mkdir(app, { recursive: true })
    await writeFile(join(app, 'package.json'), JSON.stringify({ scripts: { dev: 'next dev' } }))
    expect(await defaultAppCommand(app)).toEqual(['pnpm', 'run', 'dev'])
  })
})

describe('a clear error', () => {
  test('where there is no package.json', () =>
    expect(defaultAppCommand(root)).rejects.toMatchObject({ code: 'NO_DEV_SCRIPT' }))

  test.each([[{}], [{ scripts: {} }], [{ scripts: { dev: 1 } }]])('for %j', async (content) => {
    await manifest(content)
    await expect(defaultAppCommand(root)).rejects.toMatchObject({ code: 'NO_DEV_SCRIPT' })
  })

  test('where the dev script would start itself', async () => {
    await manifest({ scripts: { dev: 'kymo dev' } })
    await expect(defaultAppCommand(root)).rejects.toMatchObject({ code: 'DEV_SCRIPT_LOOP' })
  })

  test('where package.json is broken', async () => {
    await writeFile(join(root, 'package.json'), '{')
    await expect(defaultAppCommand(root)).rejects.toMatchObject({ code: 'BAD_PACKAGE_JSON' })
  })
})
