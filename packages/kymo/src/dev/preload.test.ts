import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { preloadUrl, withPreload } from './preload.ts'

test.each([
  [undefined, '--import=file:///a.js'],
  ['', '--import=file:///a.js'],
  ['--max-old-space-size=4096', '--max-old-space-size=4096 --import=file:///a.js'],
  ['--import=file:///a.js', '--import=file:///a.js'],
])('NODE_OPTIONS %j becomes %j', (before, after) => {
  expect(withPreload(before, 'file:///a.js')).toBe(after)
})

test('the preload exists and Node accepts the option', () => {
  expect(existsSync(fileURLToPath(preloadUrl()))).toBe(true)
  const { stdout, stderr, status } = spawnSync(process.execPath, ['-p', '6 * 7'], {
    env: { ...process.env, NODE_OPTIONS: withPreload(undefined) },
    encoding: 'utf8',
  })
  expect({ stdout, stderr, status }).toEqual({ stdout: '42\n', stderr: '', status: 0 })
})
