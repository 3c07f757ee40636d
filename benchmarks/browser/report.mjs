import { readFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { LOADS } from './loads.mjs'
import { median, middleHalf } from './statistics.mjs'
import { targets } from './targets.mjs'

/** The results as a page of Markdown. What a variant adds is taken within each round, against that round's bare page. */
export function report({ here, subjects, loads, chromium, busyBefore, took }) {
  const figures = new Figures(subjects, loads)
  const [first] = cpus()
  return `# What observing costs a page

Measured in a real Chromium by \`npm run bench:browser\`, on pages that Vite built with the same settings, beside a page that
nobody observes and pages that others do: @sentry/browser ${version(here, '@sentry/browser')} with tracing, every visit sampled, and
@grafana/faro-web-sdk ${version(here, '@grafana/faro-web-sdk')} with its web instrumentations. All send what they see to this machine: Kymo to a real
collector, the others to a server that counts it.

## Loading a page

A page of React that fetches three times, shows 200 rows, and shows them anew at a click, from navigation to 2 s after its
load event, each time in a fresh profile. Main thread: CPU time of its tasks, as Chromium counts it.

${loadTable(figures, here)}

${conclusions(figures)}

## One of each, as fast as it goes

Microseconds by the clock, of the quickest of nine batches of 25 ms and more. Telling: with a collector, to which the
monitor reports. The snapshots are of a page of 1000 elements.

${timeTable(figures)}

## One of each, with all that follows

Microseconds of the main thread's CPU until what was seen is sent and answered, while the page does it as an app would. A
measure at Sentry is a span, at Faro a measurement. Told: how much of what was done arrived; of marks and measures Kymo
keeps all in the page, and tells 50 a second. Kymo core is \`startPage\` alone, Kymo with the monitor of what is measured.

${paceTable(figures)}

## What is kept

Bytes of the heap for one, after garbage was collected; what Kymo adds to what the bare page keeps of it.

${holdTable(figures)}

## Targets

${table([['', 'target', 'figure', ''], ...targets(figures).map(({ what, target, figure, met }) => [what, target, figure, met ? 'reached' : '**missed**'])], 1)}

Medians of ${figures.rounds} interleaved rounds and of ${figures.loads} interleaved loads; "added" is the difference to the bare page of the same
round, in brackets its quartiles.

- Machine: ${cpus().length} × ${first?.model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GB, ${process.platform} ${process.arch}; Chromium ${chromium}; Node.js ${process.versions.node}
- ${new Date().toISOString().slice(0, 10)}, ${(took / 60_000).toFixed(0)} minutes; load average ${busyBefore.toFixed(1)} before, ${loadavg()[0].toFixed(1)} after${busyBefore > cpus().length / 4 ? '. **The machine did other work meanwhile**: ratios hold rather than times' : ''}
`
}

/** What was measured, by subject, variant, part and name. */
export class Figures {
  #subjects
  #loads

  constructor(subjects, loads) {
    this.#subjects = subjects
    this.#loads = loads
  }

  /** Everything that was measured in this way. */
  names(part) {
    return [...this.#subjects].flatMap(([subject, variants]) => {
      const rounds = [...variants.values()].flat()
      return [...new Set(rounds.flatMap((round) => Object.keys(round[part])))].map((name) => ({
        subject,
        name,
      }))
    })
  }

  get rounds() {
    return this.values('timing', 'bare', 'time', 'mark').length
  }

  get loads() {
    return this.#loads.get('nothing').length
  }

  values(subject, variant, part, name) {
    return (this.#subjects.get(subject)?.get(variant) ?? []).flatMap((round) => round[part][name] ?? [])
  }

  /** By round; empty where it was not measured. */
  added(subject, variant, part, name, of = (value) => value) {
    const bare = this.values(subject, 'bare', part, name)
    return this.values(subject, variant, part, name).map(
      (value, i) => of(value) - (bare[i] ? of(bare[i]) : 0),
    )
  }

  load(variant, figure) {
    return this.#loads.get(variant).map((load) => load[figure])
  }

  loadAdded(variant, figure) {
    const nothing = this.load('nothing', figure)
    return this.load(variant, figure).map((value, i) => value - nothing[i])
  }
}

/** @param left columns whose text stands at the left */
function table([head, ...rows], left = 1) {
  const line = head.map((_, i) => (i < left ? '---' : '--:'))
  return [head, line, ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

const digitsOf = (value) => (Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2)
/** The median, and in brackets the middle half. */
function spread(values) {
  if (!values.length) return '–'
  const middle = median(values)
  const digits = digitsOf(middle)
  return `**${middle.toFixed(digits)}** (${middleHalf(values, digits)})`
}
const plain = (values) => (values.length ? median(values).toFixed(digitsOf(median(values))) : '–')

function loadTable(figures, here) {
  const rows = LOADS.map(({ id, label, package: name }) => {
    const rest = [figures.load(id, 'scripts'), figures.load(id, 'tasks')].map(median)
    const bare = id === 'nothing'
    return [
      name ? `${label} ${version(here, name)}` : label,
      (rest[0] / 1000).toFixed(1),
      bare ? '–' : `**${(median(figures.loadAdded(id, 'scripts')) / 1000).toFixed(1)}**`,
      rest[1].toFixed(1),
      bare ? '–' : spread(figures.loadAdded(id, 'tasks')),
      bare ? '–' : spread(figures.loadAdded(id, 'inScripts')),
      median(figures.load(id, 'posts')).toFixed(0),
      (median(figures.load(id, 'bytes')) / 1000).toFixed(1),
    ]
  })
  return table([
    [
      '',
      'scripts, kB gzip',
      'added',
      'main thread, ms',
      'added',
      'of it in scripts',
      'reports of the visit',
      'kB of them',
    ],
    ...rows,
  ])
}

function conclusions(figures) {
  const added = (id, figure) => median(figures.loadAdded(id, figure))
  const ratio = (id, other, figure) => `${(added(id, figure) / added(other, figure)).toFixed(2)} ×`
  return ['kymo-core', 'kymo-all', 'kymo-dev']
    .map((id) => {
      const { label } = LOADS.find((load) => load.id === id)
      return `- ${label}: **${ratio(id, 'sentry', 'scripts')}** the scripts and **${ratio(id, 'sentry', 'tasks')}** the time of the main thread that Sentry adds; ${ratio(id, 'faro-tracing', 'scripts')} and ${ratio(id, 'faro-tracing', 'tasks')} of what Faro with tracing does`
    })
    .join('\n')
}

const MODES = { components: 'React, production', 'components-development': 'React, development' }

function timeTable(figures) {
  const rows = figures
    .names('time')
    .map(({ subject, name }) => [
      MODES[subject] ? `${name}: ${MODES[subject]}` : name,
      plain(figures.values(subject, 'bare', 'time', name)),
      spread(figures.added(subject, 'kymo', 'time', name)),
      spread(figures.added(subject, 'telling', 'time', name)),
    ])
  return table([['', 'bare, µs', 'Kymo adds', 'Kymo, telling, adds'], ...rows])
}

const PEERS = [
  ['core', 'Kymo core'],
  ['kymo', 'Kymo'],
  ['telling', 'Kymo'],
  ['sentry', 'Sentry'],
  ['faro', 'Faro'],
]

function paceTable(figures) {
  const rows = figures.names('pace').flatMap(({ subject, name }) => {
    const bare = figures.values(subject, 'bare', 'pace', name).map(({ time }) => time)
    return PEERS.flatMap(([variant, label]) => {
      const values = figures.values(subject, variant, 'pace', name)
      if (!values.length) return []
      return [
        [
          `${name}: ${label}`,
          plain(bare),
          spread(figures.added(subject, variant, 'pace', name, ({ time }) => time)),
          plain(values.map(({ bytes }) => bytes)),
          `${(median(values.map(({ told }) => told)) * 100).toFixed(0)} %`,
        ],
      ]
    })
  })
  return table([['', 'bare, µs', 'added, µs', 'bytes sent', 'told'], ...rows])
}

function holdTable(figures) {
  const rows = figures.names('hold').map(({ subject, name }) => {
    const of = (variant) => {
      const values = figures.added(subject, variant, 'hold', name)
      return values.length ? median(values).toFixed(0) : '–'
    }
    return [
      MODES[subject] ? `${name}: ${MODES[subject]}` : name,
      plain(figures.values(subject, 'bare', 'hold', name)),
      of('kymo'),
    ]
  })
  return table([['', 'bare', 'Kymo adds'], ...rows])
}

function version(here, name) {
  return JSON.parse(readFileSync(`${here}node_modules/${name}/package.json`, 'utf8')).version
}
