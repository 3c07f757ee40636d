/** What is in a report of a page, by what it tells of: `fetch`, `error`, `measure`; all else is `other`. */

const tally = (names) => {
  const counts = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

/** A batch of Kymo's, JSON. */
export function countKymo(body) {
  const { facts } = JSON.parse(body)
  return tally(
    facts.map((fact) => {
      if (fact.kind === 'fetch') return 'fetch'
      if (fact.kind === 'measure')
        return fact.attributes['kymo.measure.type'] === 'user' ? 'measure' : 'other'
      if (fact.name === 'kymo.mark') return 'mark'
      return fact.name === 'exception' ? 'error' : 'other'
    }),
  )
}

/** An envelope of Sentry's: lines of JSON, of each item a head and what it holds. */
export function countSentry(body) {
  const lines = body.split('\n').filter(Boolean)
  const names = []
  for (let at = 1; at + 1 < lines.length; at += 2) {
    const { type } = JSON.parse(lines[at])
    if (type === 'event') names.push('error')
    else if (type !== 'transaction') names.push('other')
    else for (const { op } of JSON.parse(lines[at + 1]).spans) names.push(nameOfSpan(op))
  }
  return tally(names)
}

const nameOfSpan = (op) => (op === 'http.client' ? 'fetch' : op === 'measure-of-app' ? 'measure' : 'other')

/** A payload of Faro's, JSON. With its tracing, a request is a span. */
export function countFaro(body) {
  const { exceptions = [], measurements = [], events = [], logs = [], traces } = JSON.parse(body)
  const spans = (traces?.resourceSpans ?? []).flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ scope, spans }) =>
      spans.map(() => (scope?.name?.includes('fetch') ? 'fetch' : 'other')),
    ),
  )
  return tally([
    ...exceptions.map(() => 'error'),
    ...measurements.map(({ type }) => (type === 'of-app' ? 'measure' : 'other')),
    ...events.map(() => 'other'),
    ...logs.map(() => 'other'),
    ...spans,
  ])
}
