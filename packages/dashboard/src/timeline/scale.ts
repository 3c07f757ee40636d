import { durationStep } from '../format/duration-axis.ts'

/** A part of the time axis: milliseconds from the beginning of what is shown. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** The shortest part that can be zoomed to: 10 µs. */
const SHORTEST = 0.01

/** The whole axis: never empty, with a little air at the end so that the last bar does not touch the edge. */
export function wholeRange(spans: readonly { startTime: number; duration: number }[], origin: number): Range {
  let end = 0
  for (const span of spans) end = Math.max(end, span.startTime + span.duration - origin)
  return { from: 0, to: Math.max(end * 1.02, 1) }
}

/** Time zero of the axis. */
export function originOf(spans: readonly { startTime: number }[], fallback: number): number {
  let origin = Number.POSITIVE_INFINITY
  for (const span of spans) origin = Math.min(origin, span.startTime)
  return Number.isFinite(origin) ? origin : fallback
}

/** Keeps the length where it can, and moves the range inside of `whole`. */
export function clampRange(range: Range, whole: Range): Range {
  const length = Math.min(Math.max(range.to - range.from, SHORTEST), whole.to - whole.from)
  const from = Math.min(Math.max(range.from, whole.from), whole.to - length)
  return { from, to: from + length }
}

/** @param factor below 1 comes closer; `at` stays where it is */
export function zoomRange(range: Range, whole: Range, factor: number, at: number): Range {
  const length = Math.min(Math.max((range.to - range.from) * factor, SHORTEST), whole.to - whole.from)
  const share = (at - range.from) / (range.to - range.from)
  const from = at - share * length
  return clampRange({ from, to: from + length }, whole)
}

/** @param share of the visible length; positive goes to later times */
export function panRange(range: Range, whole: Range, share: number): Range {
  const by = (range.to - range.from) * share
  return clampRange({ from: range.from + by, to: range.to + by }, whole)
}

/** The part between two points on the axis, in whichever order they were dragged. */
export function draggedRange(a: number, b: number, whole: Range): Range {
  return clampRange({ from: Math.min(a, b), to: Math.max(a, b) }, whole)
}

export function isWhole(range: Range, whole: Range): boolean {
  return range.from <= whole.from && range.to >= whole.to
}

/** Where a stretch of time lies in a range: shares of its length, clipped to it; undefined when outside. */
export function placed(
  start: number,
  end: number,
  range: Range,
): { left: number; width: number } | undefined {
  if (end < range.from || start > range.to) return undefined
  const length = range.to - range.from
  const left = Math.max(0, (start - range.from) / length)
  const right = Math.min(1, (end - range.from) / length)
  return { left, width: Math.max(0, right - left) }
}

/** Round points in time, about `wanted` of them. */
export function ticks(range: Range, wanted: number): number[] {
  const length = range.to - range.from
  if (!(length > 0) || wanted < 1) return []
  const step = durationStep(length / wanted)
  const first = Math.ceil(range.from / step - 1e-9)
  const last = Math.floor(range.to / step + 1e-9)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * step)
}

/** `12.5-480`; the form a zoom has in the page's address. */
export function zoomText(range: Range): string {
  const short = (value: number) => String(Number(value.toFixed(3)))
  return `${short(range.from)}-${short(range.to)}`
}

/** Undefined for anything that is not a zoom. */
export function parseZoom(text: unknown): Range | undefined {
  if (typeof text !== 'string') return undefined
  const match = /^(\d{1,12}(?:\.\d{1,3})?)-(\d{1,12}(?:\.\d{1,3})?)$/.exec(text)
  if (match === null) return undefined
  const range = { from: Number(match[1]), to: Number(match[2]) }
  return range.to > range.from ? range : undefined
}
