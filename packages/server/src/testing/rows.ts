import { type Event, type Fact, RoutePatterns, type Span } from '@kymo/protocol'
import { eventColumns } from '../store/event-row.ts'
import type { EventRow, SpanRow } from '../store/rows.ts'
import { spanColumns } from '../store/span-row.ts'

/** Spans as a store would give them, numbered in the order given. */
export function rowsOf(facts: readonly Fact[], app = 'shop'): SpanRow[] {
  const routes = new RoutePatterns()
  return facts.flatMap((fact, i) => (fact.fact === 'span' ? [spanRow(fact, i + 1, app, routes)] : []))
}

export function eventRowsOf(facts: readonly Fact[], app = 'shop'): EventRow[] {
  return facts.flatMap((fact, i) => (fact.fact === 'event' ? [eventRow(fact, i + 1, app)] : []))
}

function spanRow(span: Span, seq: number, app: string, routes: RoutePatterns): SpanRow {
  const { fact: _, ...fields } = span
  return {
    seq,
    app,
    instance: 'test',
    runtime: null,
    ...fields,
    parentId: span.parentId ?? null,
    ...spanColumns(span, app, routes),
  }
}

function eventRow(event: Event, seq: number, app: string): EventRow {
  return {
    seq,
    app,
    instance: 'test',
    runtime: null,
    name: event.name,
    time: event.time,
    traceId: event.traceId ?? null,
    spanId: event.spanId ?? null,
    ...eventColumns(event, app),
    attributes: event.attributes,
  }
}
