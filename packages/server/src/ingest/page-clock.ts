import { type Attributes, type Fact, parseBreadcrumbs } from '@kymo/protocol'

/** Milliseconds that a page's clock may be off: a batch may have been under way for as long. */
const TOLERATED = 60_000

/**
 * Facts of a page at the times that they were by the collector's clock: people's clocks are wrong by hours, and what
 * they told would lie outside of every window, and apart from the requests that it belongs to.
 * @param sent when the page sent them, by its own clock; `undefined` where it does not say
 */
export function byOwnClock(facts: readonly Fact[], sent: number | undefined, now: number): readonly Fact[] {
  const off = sent === undefined ? 0 : now - sent
  return Math.abs(off) < TOLERATED ? facts : facts.map((fact) => shifted(fact, off))
}

function shifted(fact: Fact, off: number): Fact {
  if (fact.fact === 'span') return { ...fact, start: Math.max(0, fact.start + off) }
  const time = Math.max(0, fact.time + off)
  return fact.fact === 'point'
    ? { ...fact, time }
    : { ...fact, time, attributes: withCrumbs(fact.attributes, off) }
}

function withCrumbs(attributes: Attributes, off: number): Attributes {
  const { value } = parseBreadcrumbs(attributes['kymo.breadcrumbs'])
  if (value === undefined) return attributes
  const crumbs = value.map((crumb) => ({ ...crumb, time: Math.max(0, crumb.time + off) }))
  return { ...attributes, 'kymo.breadcrumbs': JSON.stringify(crumbs) }
}
