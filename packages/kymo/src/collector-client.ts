import type { ApiErrorBody, StreamEventName, StreamEvents } from '@kymo/protocol'
import { EventSource } from 'eventsource'
import { CliError } from './cli-error.ts'
import { findDiscovery } from './project-folder.ts'

export interface CollectorAddress {
  readonly url: string
  readonly token: string | undefined
}

export interface AddressOptions {
  readonly url?: string
  readonly token?: string
}

/** Milliseconds before a stream that was refused is asked for again. */
const RETRY = 2_000

/**
 * Where the collector is: `--url`, else `KYMO_URL`, else what runs for the project that `folder` is in.
 * @throws CliError NO_COLLECTOR
 */
export async function findCollector(folder: string, options: AddressOptions): Promise<CollectorAddress> {
  const url = options.url ?? process.env.KYMO_URL
  const token = options.token ?? process.env.KYMO_TOKEN
  if (url !== undefined) {
    if (!URL.canParse(url)) {
      throw new CliError('BAD_URL', `${url} is not a URL.`, 'It looks like this: http://localhost:4600')
    }
    return { url: new URL(url).origin, token }
  }
  const discovery = await findDiscovery(folder)
  if (discovery === undefined) {
    throw new CliError(
      'NO_COLLECTOR',
      'No collector runs for this project.',
      'Start one with `kymo dev` in this folder, or name one with --url.',
    )
  }
  return { url: discovery.url, token: token ?? discovery.token }
}

/** Reads views from a collector, once or as they change. */
export class CollectorClient {
  readonly #address: CollectorAddress

  constructor(address: CollectorAddress) {
    this.#address = address
  }

  get url(): string {
    return this.#address.url
  }

  /** @throws CliError when the collector can't be reached or refuses; its own code where it gave one */
  async get<View>(path: string, query: Record<string, string | undefined> = {}): Promise<View> {
    const url = new URL(path, this.#address.url)
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, value)
    let response: Response
    try {
      response = await fetch(url, { headers: this.#headers() })
    } catch (error) {
      throw unreachable(this.#address.url, error)
    }
    const body: unknown = await response.json().catch(() => undefined)
    if (!response.ok) {
      const { code, message, hint } = (body as ApiErrorBody | undefined)?.error ?? {
        code: 'COLLECTOR_ERROR',
        message: `The collector answered ${response.status}.`,
      }
      throw new CliError(code, message, hint)
    }
    return body as View
  }

  /**
   * Calls back for each event until `signal` is aborted; reconnects and resumes by itself.
   * @param onState told of each change, with the status of an answer that is no stream
   */
  stream<Name extends StreamEventName>(
    name: Name,
    onEvent: (event: StreamEvents[Name]) => void,
    onState: (state: 'open' | 'lost', statusCode?: number) => void,
    signal: AbortSignal,
  ): void {
    let source: EventSource
    let retry: NodeJS.Timeout | undefined
    let lastEventId = ''
    let told: string | undefined
    const tell = (state: 'open' | 'lost', statusCode?: number) => {
      const now = `${state} ${statusCode ?? ''}`
      if (now === told) return
      told = now
      onState(state, statusCode)
    }
    const open = () => {
      const url = new URL('/api/stream', this.#address.url)
      url.searchParams.set('events', name)
      if (lastEventId !== '') url.searchParams.set('lastEventId', lastEventId)
      source = new EventSource(url, {
        fetch: (input, init) => fetch(input, { ...init, headers: { ...init.headers, ...this.#headers() } }),
      })
      source.addEventListener('open', () => tell('open'))
      source.addEventListener('error', ({ code }) => {
        tell('lost', code)
        // It gives up at an answer that is no stream, such as a proxy's while the collector begins anew.
        if (source.readyState === EventSource.CLOSED) retry = setTimeout(open, RETRY)
      })
      source.addEventListener(name, (event) => {
        lastEventId = event.lastEventId
        onEvent(JSON.parse(event.data))
      })
    }
    open()
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(retry)
        source.close()
      },
      { once: true },
    )
  }

  #headers(): Record<string, string> {
    return this.#address.token === undefined ? {} : { authorization: `Bearer ${this.#address.token}` }
  }
}

function unreachable(url: string, error: unknown): CliError {
  const cause = (error as { cause?: { code?: string } }).cause?.code
  return new CliError(
    'COLLECTOR_UNREACHABLE',
    `No answer from ${url}${cause === undefined ? '' : ` (${cause})`}.`,
    'Does `kymo dev`, or `kymo serve`, still run there?',
  )
}
