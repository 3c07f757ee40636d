import {
  type Attributes,
  type Batch,
  EXCEPTION_EVENT,
  type Fact,
  parseStack,
  type StackFrame,
} from '@kymo/protocol'
import type { AppOrigins } from '../security/app-origins.ts'
import { type MapSource, mapSources } from './map-source.ts'
import { type OriginalFrame, originalFrame } from './original-frame.ts'
import { SOURCE_MAP_LIMITS, type SourceMapLimits, SourceMaps } from './source-maps.ts'

/** Scripts looked at for one batch. */
const MAX_SCRIPTS = 20
/** Frames of one stack that are mapped. */
const MAX_FRAMES = 50
/** Batches that may wait for scripts; others are kept as they came. */
const MAX_WAITING = 8

/**
 * Maps the stacks of exceptions in pages back to the source. The scripts and their maps are asked of the servers that
 * agents told of, and of nobody else, whatever a stack names.
 */
export class BrowserStacks {
  readonly #origins: AppOrigins
  readonly #limits: SourceMapLimits
  readonly #maps: SourceMaps
  #waiting = 0

  constructor(origins: AppOrigins, limits: SourceMapLimits = SOURCE_MAP_LIMITS) {
    this.#origins = origins
    this.#limits = limits
    this.#maps = new SourceMaps(limits)
  }

  /**
   * The batch with its exceptions' stacks as far as they could be mapped in time.
   * @param page origin of the page that sent it
   */
  async map(batch: Batch, page: string): Promise<Batch> {
    if (this.#waiting >= MAX_WAITING || !batch.facts.some(hasStack)) return batch
    this.#waiting++
    const deadline = new Deadline(this.#limits.time)
    try {
      const asked = new Map<string, Promise<FrameMapper | undefined>>()
      const facts = await Promise.all(
        batch.facts.map((fact) => (hasStack(fact) ? this.#mapFact(fact, page, asked, deadline) : fact)),
      )
      return { ...batch, facts }
    } finally {
      deadline.clear()
      this.#waiting--
    }
  }

  async #mapFact(
    fact: Fact,
    page: string,
    asked: Map<string, Promise<FrameMapper | undefined>>,
    deadline: Deadline,
  ): Promise<Fact> {
    const stack = String(fact.attributes['exception.stacktrace'])
    const frames = parseStack(stack).slice(0, MAX_FRAMES)
    const originals = await Promise.all(
      frames.map(async (frame) => (await this.#mapperOf(frame.file, page, asked, deadline))?.(frame)),
    )
    if (originals.every((original) => original === undefined)) return fact
    const attributes: Attributes = {
      ...fact.attributes,
      'exception.stacktrace': mappedStack(stack, frames, originals),
      ...placeAttributes(appFrame(originals)),
    }
    return { ...fact, attributes }
  }

  #mapperOf(
    file: string,
    page: string,
    asked: Map<string, Promise<FrameMapper | undefined>>,
    deadline: Deadline,
  ): Promise<FrameMapper | undefined> {
    let mapper = asked.get(file)
    if (mapper === undefined) {
      const sources = asked.size < MAX_SCRIPTS ? mapSources(file, page, this.#origins) : []
      mapper = sources.length === 0 ? Promise.resolve(undefined) : this.#mapper(sources, deadline)
      asked.set(file, mapper)
    }
    return mapper
  }

  async #mapper(sources: readonly MapSource[], deadline: Deadline): Promise<FrameMapper> {
    for (const { url, isMap, folder } of sources) {
      const map = await deadline.before(this.#maps.of(url, isMap))
      if (map !== undefined) return (frame) => originalFrame(map, frame, folder)
    }
    return () => 'unknown'
  }
}

/** `unknown` for a frame of a script that the app serves, whose map could not be had. */
type FrameMapper = (frame: StackFrame) => Original
type Original = OriginalFrame | 'unknown' | undefined

function hasStack(fact: Fact): boolean {
  return (
    fact.fact === 'event' &&
    fact.name === EXCEPTION_EVENT &&
    typeof fact.attributes['exception.stacktrace'] === 'string'
  )
}

/** The text with the lines of mapped frames written anew. */
function mappedStack(stack: string, frames: readonly StackFrame[], originals: readonly Original[]): string {
  const lines = stack.split('\n')
  frames.forEach(({ index }, i) => {
    const original = originals[i]
    if (original === undefined || original === 'unknown') return
    const place = `${original.file}:${original.line}:${original.column}`
    const waits = /^\s*at async /.test(lines[index] ?? '') ? 'async ' : ''
    lines[index] = `    at ${waits}${original.function === null ? place : `${original.function} (${place})`}`
  })
  return lines.join('\n')
}

/** Above a frame of which nothing is known, others say only who called it. */
function appFrame(originals: readonly Original[]): OriginalFrame | undefined {
  const frame = originals.find((original) => original === 'unknown' || original?.isApp)
  return frame === 'unknown' ? undefined : frame
}

function placeAttributes(frame: OriginalFrame | undefined): Attributes {
  if (frame === undefined) return {}
  const { file, line, column, code } = frame
  return {
    'code.file.path': file,
    'code.line.number': line,
    'code.column.number': column,
    ...(frame.function === null ? undefined : { 'code.function.name': frame.function }),
    ...(code === undefined
      ? undefined
      : { 'kymo.code.context': code.lines, 'kymo.code.context.start': code.firstLine }),
  }
}

/** A moment after which nothing is waited for. */
class Deadline {
  readonly #passed: Promise<undefined>
  #timer: NodeJS.Timeout | undefined

  constructor(time: number) {
    this.#passed = new Promise((resolve) => {
      this.#timer = setTimeout(() => resolve(undefined), time)
    })
  }

  before<Result>(result: Promise<Result>): Promise<Result | undefined> {
    return Promise.race([result, this.#passed])
  }

  clear(): void {
    clearTimeout(this.#timer)
  }
}
