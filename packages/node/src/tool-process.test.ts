import { expect, test } from 'vitest'
import { isToolProcess } from './tool-process.ts'

test.each([
  ['/app/node_modules/.bin/next', 'dev'],
  ['/app/node_modules/.bin/next'],
  ['/app/node_modules/next/dist/bin/next', '--turbopack', 'dev'],
  ['/app/node_modules/next/dist/bin/next', 'build'],
  ['C:\\app\\node_modules\\next\\dist\\bin\\next', 'dev'],
  ['/usr/lib/node_modules/npm/bin/npm-cli.js', 'run', 'dev'],
  ['/usr/lib/node_modules/npm/bin/npx-cli.js', 'next'],
  ['/usr/local/bin/npm', 'start'],
  ['/home/a/.local/share/pnpm/bin/pnpm.cjs', 'dev'],
  ['/app/.yarn/releases/bin/yarn.js'],
  ['/app/node_modules/typescript/lib/tsc.js', '-b'],
  ['/app/node_modules/.bin/tsc'],
  ['/app/node_modules/next/dist/compiled/jest-worker/processChild.js'],
  ['/app/node_modules/next/dist/telemetry/detached-flush.js'],
  ['/app/node_modules/.bin/kymo', 'dev'],
])('a tool: %s %s', (...argv) => expect(isToolProcess(['/usr/bin/node', ...argv])).toBe(true))

test.each([
  ['/app/node_modules/next/dist/bin/next', 'start'],
  ['/app/node_modules/.bin/next', '-p', 'start'],
  ['/app/node_modules/next/dist/server/lib/start-server.js'],
  ['/app/.next/standalone/server.js'],
  ['/app/server.mjs'],
  ['/app/npm.js'],
  ['/app/src/next.js'],
  ['/app/tsc'],
])('an app: %s %s', (...argv) => expect(isToolProcess(['/usr/bin/node', ...argv])).toBe(false))

test('neither: no program at all', () => expect(isToolProcess(['/usr/bin/node'])).toBe(false))
