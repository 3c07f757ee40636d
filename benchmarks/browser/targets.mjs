import { median } from './statistics.mjs'

const micro = (value) => `${value.toFixed(2)} µs`
const bytes = (value) => `${value.toFixed(0)} bytes`
const milli = (value) => `${(value / 1000).toFixed(4)} ms`
const kilo = (value) => `${(value / 1000).toFixed(1)} kB`

/** What is promised, and what came out. What was not measured is left out. */
export function targets(figures) {
  const added = (subject, part, name, variant = 'kymo') => figures.added(subject, variant, part, name)
  const signals = figures.names('time').filter(({ subject }) => subject.startsWith('signals'))
  const worst = (part) =>
    signals
      .map(({ subject, name }) => added(subject, part, name))
      .filter((values) => values.length)
      .toSorted((a, b) => median(b) - median(a))[0] ?? []

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
    ['an update of a signal, the dearest library', 0.5, micro, worst('time')],
    ['an update of a signal, the dearest library', 100, milli, worst('time')],
    ['a signal, kept, the dearest library', 150, bytes, worst('hold')],
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
