import diagnostics from 'node:diagnostics_channel'
import http from 'node:http'
import https from 'node:https'
import { Module } from 'node:module'
import v8 from 'node:v8'
import vm from 'node:vm'

/*
 * What of this process the agent has touched, and what of the agent's is alive in it. Only what Node.js itself knows is
 * looked at, except for the current span, which is asked of the agent.
 */

const CHANNELS = [
  'http.server.request.start',
  'http.server.response.finish',
  'http.client.request.start',
  'http.client.response.finish',
  'http.client.request.error',
  'undici:request:create',
  'undici:request:bodySent',
  'undici:request:headers',
  'undici:request:trailers',
  'undici:request:error',
  'undici:client:sendHeaders',
  'undici:client:connectError',
  'net.server.socket',
  'net.client.socket',
  'tracing:net.server.listen:asyncEnd',
  'tracing:child_process.spawn:start',
]

/** Functions of the platform that an agent would replace. */
function functions(): Record<string, unknown> {
  const { get, set } = Object.getOwnPropertyDescriptor(globalThis, 'fetch') ?? {}
  const { prototype } = http.ServerResponse
  const loaders = (Module as unknown as { _extensions: Record<string, unknown> })._extensions
  return {
    'fetch getter': get,
    'fetch setter': set,
    'Server.emit': http.Server.prototype.emit,
    'ServerResponse.writeHead': prototype.writeHead,
    'ServerResponse.write': prototype.write,
    'ServerResponse.end': prototype.end,
    'ServerResponse.setHeader': prototype.setHeader,
    'ServerResponse.flushHeaders': prototype.flushHeaders,
    'IncomingMessage.push': http.IncomingMessage.prototype.push,
    'http.request': http.request,
    'http.get': http.get,
    'https.request': https.request,
    'https.get': https.get,
    'Module._load': (Module as unknown as { _load: unknown })._load,
    "Module._extensions['.js']": loaders['.js'],
  }
}

const SEEN = Symbol.for('hmr.functions')
const memory = globalThis as { [SEEN]?: Map<unknown, number> }

/** A number for each function, the same as long as it is the same function. */
function identities(): Record<string, number | null> {
  memory[SEEN] ??= new Map()
  const seen = memory[SEEN]
  return Object.fromEntries(
    Object.entries(functions()).map(([name, value]) => {
      if (value === undefined) return [name, null]
      if (!seen.has(value)) seen.set(value, seen.size)
      return [name, seen.get(value) as number]
    }),
  )
}

const WRAPPER_FRAME = /packages\/(next\/dist\/fetches\/[^:)]*)/

/** The agent's frames around `fetch`, from its call to the platform's own function, where the address is read. */
async function framesOfFetch(): Promise<string[]> {
  let most: string[] = []
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 200
  const target = {
    toString: () => {
      const frames = String(new Error().stack).split('\n')
      const own = frames.flatMap((line) => WRAPPER_FRAME.exec(line)?.[1] ?? [])
      if (frames.some((line) => line.includes('deps/undici')) && own.length > most.length) most = own
      return `${process.env.UPSTREAM_URL}/inspect`
    },
  }
  await (await fetch(target as unknown as string, { cache: 'no-store' })).text()
  Error.stackTraceLimit = limit
  return most
}

interface Agent {
  currentSpan(): object | undefined
}

interface Alive {
  readonly requests: Set<WeakRef<object>>
  readonly spans: Set<WeakRef<object>>
}

const ALIVE = Symbol.for('hmr.alive')
const { [ALIVE]: known } = globalThis as { [ALIVE]?: Alive }
const alive: Alive = known ?? { requests: new Set(), spans: new Set() }
if (known === undefined) {
  Object.assign(globalThis, { [ALIVE]: alive })
  const agent = (globalThis as unknown as Record<symbol, Agent | undefined>)[Symbol.for('kymo.agent')]
  const note = () => {
    const span = agent?.currentSpan()
    if (span !== undefined) alive.spans.add(new WeakRef(span))
  }
  diagnostics.subscribe('http.server.request.start', (message) => {
    alive.requests.add(new WeakRef((message as { request: object }).request))
    note()
  })
  diagnostics.subscribe('undici:request:create', note)
}

/** How many of them are not freed. */
function countAlive(objects: Set<WeakRef<object>>): number {
  for (const object of objects) if (object.deref() === undefined) objects.delete(object)
  return new Set([...objects].map((object) => object.deref())).size
}

export async function GET() {
  v8.setFlagsFromString('--expose-gc')
  const gc: () => void = vm.runInNewContext('gc')
  const fetchFrames = await framesOfFetch()
  // Some of it is only let go by what runs when other objects were freed.
  for (let i = 0; i < 6; i++) {
    gc()
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  const subscribers = CHANNELS.map((name): [string, number] => {
    const channel = diagnostics.channel(name) as { _subscribers?: readonly unknown[] }
    return [name, channel._subscribers?.length ?? 0]
  })
  const listeners = process
    .eventNames()
    .map((name): [string, number] => [String(name), process.listenerCount(name as 'exit')])
  return Response.json({
    pid: process.pid,
    patches: {
      functions: identities(),
      subscribers: Object.fromEntries(subscribers),
      listeners: Object.fromEntries(listeners),
      fetchFrames,
    },
    heap: process.memoryUsage().heapUsed,
    alive: { requests: countAlive(alive.requests), spans: countAlive(alive.spans) },
  })
}
