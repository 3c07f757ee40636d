import { median } from './statistics.mjs'

const micro = (value) => `${value.toFixed(2)} µs`
const bytes = (value) => `${value.toFixed(0)} bytes`
const milli = (value) => `${(value / 1000).toFixed(4)} ms`
const kilo = (value) => `${(value / 1000).toFixed(1)} kB`

/** What is promised, and what came out. What was not measured is left out. */
export function targets(figures) {
  const added = (subject, part, name, variant = 'kymo') => figures.added(subject, variant, part, name)
  const libraries = figures.names('time').filter(({ subject }) => subject === 'signals')
  const ofSignals = (what, most, format, part) =>
    libraries.map(({ name }) => [`${what}: ${name.slice(8)}`, most, format, added('signals', part, name)])

  const rows = [
    ['a mark, beyond the browser’s own', 1, micro, added('timing', 'time', 'mark')],
    ['a mark, kept', 100, bytes, added('timing', 'hold', 'mark')],
    ['a mark', 100, milli, figures.values('timing', 'kymo', 'time', 'mark')],
    ['a commit of 1 component', 5, micro, added('components', 'time', 'commit of 1')],
    [
      'a commit of 1 component, development',
      5,
      micro,
      added('components-development', 'time', 'commit of 1'),
    ],
    [
      'a render, development: of a commit of 100',
      500,
      milli,
      added('components-development', 'time', 'commit of 100').map((value) => value / 100),
    ],
    ['a component, mounted, kept', 200, bytes, added('components', 'hold', 'component, mounted')],
    ['a component of its own name, kept', 200, bytes, added('components', 'hold', 'component, by name')],
    ...ofSignals('an update of a signal', 0.5, micro, 'time'),
    ...ofSignals('an update of a signal', 100, milli, 'time'),
    ...ofSignals('a signal, kept', 150, bytes, 'hold'),
    ['a snapshot of memory', 2000, milli, figures.values('memory', 'kymo', 'time', 'snapshot')],
    ['a snapshot of memory, kept', 1000, bytes, figures.values('memory', 'kymo', 'hold', 'snapshot')],
    ['core: visits, fetches, errors, vitals; gzip', 7000, kilo, figures.loadAdded('kymo-core', 'scripts')],
  ]
  return rows
    .filter(([, , , values]) => values.length)
    .map(([what, most, format, values]) => {
      const figure = median(values)
      return { what, target: `≤ ${format(most)}`, figure: format(figure), met: figure <= most }
    })
}
