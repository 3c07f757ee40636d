import { GIVEN_UP, RUNTIMES, type SpanView } from '@kymo/protocol'
import type { ReactNode } from 'react'
import { Duration, Size } from '../format/figures.tsx'
import { clockTime } from '../format/time.ts'
import { CacheBadge } from '../status/cache-badge.tsx'
import { CACHE_WORDS, revalidateWords } from '../status/cache-words.ts'
import { ORIGIN_WORDS } from '../status/fetch-origins.ts'
import { Mark } from '../status/mark.tsx'
import { StatusCode } from '../status/status-code.tsx'
import { Tags } from '../status/tags.tsx'
import { runtimeOf, spanFacts } from '../timeline/span-facts.ts'
import { RUNTIME_WORDS } from './error-words.ts'
import { SourcePlace } from './source-place.tsx'
import { numberOf, textOf, textsOf } from './span-values.ts'

interface FiguresProps {
  readonly span: SpanView
  /** Time zero of the session. */
  readonly origin: number | undefined
}

/** What is looked for first, in the same place for every span. */
export function Figures({ span, origin }: FiguresProps) {
  const { attributes } = span
  const facts = spanFacts(span)
  const route = textOf(attributes, 'http.route')
  const redirect = textOf(attributes, 'kymo.action.redirect')
  const revalidated = textsOf(attributes, 'kymo.action.revalidated')
  const runtime = runtimeOf(span)
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-6 px-4 pt-3 [&>dd]:leading-7 [&>dt]:leading-7">
      {facts.statusCode === null && !facts.failed && span.kind !== 'action' ? null : (
        <Line name="Status">
          {facts.statusCode === null ? (
            <Outcome failed={facts.failed} />
          ) : (
            <StatusCode code={facts.statusCode} failed={facts.failed} />
          )}
          {attributes['kymo.aborted'] === true ? (
            <span className="pl-2 text-dim">the client went away</span>
          ) : null}
        </Line>
      )}
      {span.kind === 'fetch' && attributes['error.type'] === GIVEN_UP ? (
        <Line name="Ended by">the app, which gave it up</Line>
      ) : null}
      <Line name="Duration">
        <Duration value={span.duration} />
      </Line>
      <Line name="Started">
        {clockTime(span.startTime)}
        {origin === undefined || span.startTime <= origin ? null : (
          <span className="pl-2 text-dim">
            <Duration value={span.startTime - origin} /> into the session
          </span>
        )}
      </Line>
      {route === null ? null : (
        <Line name="Route">
          <code>{route}</code>
        </Line>
      )}
      <Place span={span} />
      {span.kind === 'fetch' ? <Origin span={span} /> : null}
      {runtime === null || !RUNTIMES.includes(runtime) ? null : (
        <Line name="Ran in">{RUNTIME_WORDS[runtime]}</Line>
      )}
      {facts.cache === null && span.kind !== 'fetch' ? null : <Cache span={span} />}
      {span.kind === 'action' ? <InvokedBy span={span} /> : null}
      {redirect === null ? null : (
        <Line name="Redirected to">
          <code className="break-all">{redirect}</code>
        </Line>
      )}
      {revalidated.length === 0 ? null : (
        <Line name="Revalidated">
          <span className="flex flex-wrap gap-1 py-1">
            <Tags of={[...new Set(revalidated)]} />
          </span>
        </Line>
      )}
      <Sizes span={span} />
    </dl>
  )
}

/** Where in the app's source it was called, or is defined. */
function Place({ span: { kind, attributes } }: { span: SpanView }) {
  const file = textOf(attributes, 'code.file.path')
  if (file === null) return null
  const name = kind === 'action' ? null : textOf(attributes, 'code.function.name')
  return (
    <Line name={kind === 'fetch' ? 'Called in' : 'Defined in'}>
      <SourcePlace
        place={{
          file,
          line: numberOf(attributes, 'code.line.number'),
          column: numberOf(attributes, 'code.column.number'),
        }}
        name={name}
      />
    </Line>
  )
}

function Origin({ span }: { span: SpanView }) {
  const origin = textOf(span.attributes, 'kymo.fetch.origin') ?? 'unknown'
  return <Line name="From">{ORIGIN_WORDS[origin as keyof typeof ORIGIN_WORDS] ?? origin}</Line>
}

function Cache({ span: { attributes } }: { span: SpanView }) {
  const status = textOf(attributes, 'kymo.cache.status') ?? 'unknown'
  const known = status in CACHE_WORDS ? (status as keyof typeof CACHE_WORDS) : 'unknown'
  const reason = textOf(attributes, 'kymo.cache.reason')
  const mode = textOf(attributes, 'kymo.cache.mode')
  const tags = textsOf(attributes, 'kymo.cache.tags')
  const value = attributes['kymo.cache.revalidate']
  const kept = revalidateWords(typeof value === 'number' || value === false ? value : null)
  return (
    <Line name="Cache">
      <CacheBadge status={known} />
      <span className="block leading-5 text-dim">
        {CACHE_WORDS[known]}
        {reason === null ? '.' : <>: {reason}.</>}
      </span>
      {mode === null && kept === null ? null : (
        <span className="block leading-5 text-dim">
          {mode === null ? null : <code>{mode}</code>}
          {mode !== null && kept !== null ? ', ' : null}
          {kept}
        </span>
      )}
      {tags.length === 0 ? null : (
        <span className="flex flex-wrap gap-1 py-1">
          <Tags of={[...new Set(tags)]} />
        </span>
      )}
    </Line>
  )
}

function InvokedBy({ span }: { span: SpanView }) {
  const kind = textOf(span.attributes, 'kymo.action.kind')
  if (kind === null) return null
  return <Line name="Invoked by">{kind === 'form' ? 'a form, without script' : "the page's script"}</Line>
}

function Sizes({ span: { attributes } }: { span: SpanView }) {
  const sent = numberOf(attributes, 'http.request.body.size')
  const received = numberOf(attributes, 'http.response.body.size')
  return (
    <>
      {sent === null ? null : (
        <Line name="Request">
          <Size value={sent} />
        </Line>
      )}
      {received === null ? null : (
        <Line name="Response">
          <Size value={received} />
        </Line>
      )}
    </>
  )
}

function Outcome({ failed }: { failed: boolean }) {
  return (
    <span className={`inline-flex items-center gap-1.5 ${failed ? 'text-error' : ''}`}>
      <Mark shape={failed ? 'cross' : 'dot'} className={failed ? '' : 'text-ok'} />
      {failed ? 'failed' : 'ok'}
    </span>
  )
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-dim">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  )
}
