/**
 * What observing costs a page, in a real Chromium:
 *
 *   npm run bench:browser [-- --rounds 2 --loads 20 --only each,load,timing,sentry]
 *
 * It takes about ten minutes; a round more takes two. Rounds are interleaved: each runs every variant once, in a fresh
 * profile, so that a noisy minute hits all alike.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const here = fileURLToPath(new URL('.', import.meta.url))
const root = fileURLToPath(new URL('../..', import.meta.url))
const { values: flags } = parseArgs({
  options: {
    rounds: { type: 'string', default: '2' },
    loads: { type: 'string', default: '20' },
    /** `each` or `load`, subjects of the one or variants of the other. Nothing is written to the results then. */
    only: { type: 'string' },
    output: { type: 'string', default: fileURLToPath(new URL('../results/browser.md', import.meta.url)) },
  },
})
const begun = performance.now()
const busyBefore = loadavg()[0]

if (!existsSync(`${here}node_modules`)) {
  console.log('Installing the peers …')
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--workspaces=false'], {
    cwd: here,
    stdio: 'inherit',
  })
}
// What is measured is what is built.
execFileSync(
  process.execPath,
  [`${root}node_modules/typescript/bin/tsc`, '-b', 'packages/browser', 'packages/server'],
  {
    cwd: root,
    stdio: 'inherit',
  },
)
execFileSync(process.execPath, [`${root}node_modules/vite/bin/vite.js`, 'build', '--logLevel', 'error'], {
  cwd: `${root}packages/browser`,
  stdio: 'inherit',
})

const { launchChromium } = await import('./chromium.mjs')
const { startHost } = await import('./host.mjs')
const { LOADS, measureLoads } = await import('./loads.mjs')
const { measureSubjects } = await import('./micro.mjs')
const { report } = await import('./report.mjs')
const { SUBJECTS } = await import('./subjects.mjs')

const wanted = flags.only?.split(',')
/** @returns which of them are wanted; `undefined` for all of them */
const among = (part, ids) => {
  if (wanted === undefined || wanted.includes(part)) return undefined
  return ids.filter((id) => wanted.includes(id))
}
const host = await startHost()
const browser = await launchChromium()
try {
  const common = { browser, host, log: console.log }
  const subjects = await measureSubjects({
    ...common,
    rounds: Number(flags.rounds),
    only: among(
      'each',
      SUBJECTS.map(({ id }) => id),
    ),
  })
  const loads = await measureLoads({
    ...common,
    count: Number(flags.loads),
    only: among(
      'load',
      LOADS.map(({ id }) => id),
    ),
  })
  if (wanted === undefined) {
    const took = performance.now() - begun
    const text = report({ here, subjects, loads, chromium: browser.version(), busyBefore, took })
    console.log(`\n${text}`)
    mkdirSync(fileURLToPath(new URL('.', `file://${flags.output}`)), { recursive: true })
    writeFileSync(flags.output, text)
  }
} finally {
  await browser.close()
  await host.close()
}
