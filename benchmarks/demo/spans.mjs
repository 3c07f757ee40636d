import { randomBytes } from 'node:crypto'

/** @param parent undefined begins a trace */
export function span(kind, name, parent, start, duration, status, attributes) {
  return {
    fact: 'span',
    kind,
    name,
    traceId: parent?.traceId ?? hex(16),
    spanId: hex(8),
    ...(parent === undefined ? {} : { parentId: parent.spanId }),
    start,
    duration,
    status,
    attributes,
  }
}

export function hex(bytes) {
  return randomBytes(bytes).toString('hex')
}

export function between(low, high) {
  return Math.floor(low + Math.random() * (high - low))
}

export function pick(items) {
  return items[between(0, items.length)]
}

/** What is undefined is left out. */
export function given(attributes) {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined))
}
