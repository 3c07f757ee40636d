import type { RenderWork } from './renders.ts'

/** What Next.js says of a piece of its work when it begins. */
export interface TraceOptions {
  readonly spanName?: unknown
  readonly attributes?: Readonly<Record<string, unknown>> | undefined
  readonly hideSpan?: unknown
  readonly startTime?: unknown
}

interface Shown {
  readonly words: string
  /** Milliseconds. */
  readonly atLeast?: number
}

/** Done for every request, and mostly in no time. */
const atLeast = 1

/** By Next.js's own names of its work. What is not here is seen by other ways, or says nothing of its own. */
const SHOWN: Readonly<Record<string, Shown>> = {
  'Instrumentation.loadModule': { words: 'load instrumentation', atLeast },
  'Instrumentation.register': { words: 'register instrumentation' },
  'NextNodeServer.findPageComponents': { words: 'load page', atLeast },
  'RouteModule.prepare': { words: 'prepare route', atLeast },
  'AppRender.getBodyResult': { words: 'render' },
  'NextNodeServer.createComponentTree': { words: 'build component tree', atLeast },
  'NextNodeServer.getLayoutOrPageModule': { words: 'load segment', atLeast },
  'NextNodeServer.clientComponentLoading': { words: 'load client components' },
  'AppRender.renderToReadableStream': { words: 'render html', atLeast },
  'AppRender.renderToNodeFizzStream': { words: 'render html' },
  'NextNodeServer.startResponse': { words: 'start response' },
  'AppRouteRouteHandlers.runHandler': { words: 'route handler' },
  'Node.runHandler': { words: 'api handler' },
  'Render.getServerSideProps': { words: 'getServerSideProps' },
  'Render.getStaticProps': { words: 'getStaticProps' },
  'Render.renderDocument': { words: 'render document' },
}

/**
 * How the work is shown that Next.js is about to do; undefined for what is not, and for what Next.js itself hides.
 * @param type Next.js's own name, such as `AppRender.getBodyResult`
 * @param rendered the route whose page or handler runs, where that is known
 */
export function describeTrace(
  type: string,
  options: TraceOptions,
  rendered?: string,
): RenderWork | undefined {
  const shown = Object.hasOwn(SHOWN, type) ? SHOWN[type] : undefined
  if (shown === undefined || options.hideSpan) return undefined
  const route = routeOf(type, options, rendered)
  const segment = segmentOf(options)
  const words = text(options.spanName)?.startsWith('prerender ') ? 'prerender' : shown.words
  const about = segment ?? route
  return {
    name: about === undefined ? words : `${words} ${about}`,
    attributes: {
      'next.span_type': type,
      ...(segment === undefined ? undefined : { 'next.segment': segment }),
      ...(route === undefined ? undefined : { 'next.route': route }),
    },
    ...(shown.atLeast === undefined ? undefined : { atLeast: shown.atLeast }),
  }
}

/** Some say the route in an attribute, some only at the end of the name that they give; 15 says a handler's file. */
function routeOf(
  type: string,
  { attributes, spanName }: TraceOptions,
  rendered: string | undefined,
): string | undefined {
  if (type.startsWith('AppRoute') && rendered !== undefined) return rendered
  return text(attributes?.['next.route']) ?? / (\/\S*)$/.exec(text(spanName) ?? '')?.[1]
}

/** The root's has no name of its own. */
function segmentOf({ attributes }: TraceOptions): string | undefined {
  const segment = attributes?.['next.segment']
  return segment === '' ? '/' : text(segment)
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
