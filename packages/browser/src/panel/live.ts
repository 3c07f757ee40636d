import type { RuntimeUpdate } from '@kymo/protocol'

/** Milliseconds between two attempts to connect: the first, and the longest. */
const FIRST_WAIT = 2000
const LONGEST_WAIT = 60_000

export interface LiveListener {
  /** Something was committed. */
  update(update: RuntimeUpdate): void
  /** The stream began anew, or ended: what was read before may be old. */
  connected(connected: boolean): void
}

type Message =
  | { readonly kind: 'update'; readonly update: RuntimeUpdate }
  | { readonly kind: 'connected'; readonly connected: boolean }
  | { readonly kind: 'ask' }

/**
 * Follows the collector's stream over one connection for all tabs of an origin: a browser opens only six to a host. The
 * tab that holds the lock has it and tells the others; when it closes, the next one takes over. Where a page may have no
 * locks, each has its own.
 *
 * @returns how to end it; what is held would keep the page out of the browser's cache of pages
 */
export function followLive(url: string, listener: LiveListener): () => void {
  const name = `kymo ${url}`
  const ended = new AbortController()
  const { signal } = ended
  const channel = navigator.locks ? new BroadcastChannel(name) : undefined
  let leading = false
  let connected = false

  const receive = (message: Message) => {
    if (message.kind === 'update') listener.update(message.update)
    else if (message.kind === 'connected') listener.connected(message.connected)
    else if (leading) channel?.postMessage({ kind: 'connected', connected })
  }
  const tell = (message: Message) => {
    channel?.postMessage(message)
    receive(message)
  }

  const lead = () => {
    leading = true
    connect(url, signal, {
      update: (update) => tell({ kind: 'update', update }),
      connected: (state) => {
        connected = state
        tell({ kind: 'connected', connected })
      },
    })
  }

  if (channel) {
    channel.onmessage = ({ data }: MessageEvent<Message>) => receive(data)
    channel.postMessage({ kind: 'ask' })
    navigator.locks
      .request(name, { signal }, () => {
        lead()
        return new Promise<void>((release) => {
          signal.addEventListener('abort', () => release())
        })
      })
      .catch(() => {
        // It was ended while it waited.
      })
  } else lead()
  signal.addEventListener('abort', () => channel?.close())
  return () => ended.abort()
}

function connect(url: string, signal: AbortSignal, listener: LiveListener): void {
  let wait = FIRST_WAIT
  let lastEventId = ''
  const open = () => {
    if (signal.aborted) return
    const resume = lastEventId && `&lastEventId=${encodeURIComponent(lastEventId)}`
    const source = new EventSource(`${url}/api/stream?events=runtime${resume}`)
    const close = () => source.close()
    signal.addEventListener('abort', close)
    source.onopen = () => {
      wait = FIRST_WAIT
      listener.connected(true)
    }
    source.addEventListener('runtime', (event) => {
      lastEventId = event.lastEventId
      listener.update(JSON.parse(event.data))
    })
    // A browser would try again every few seconds for good, and say so in the console each time.
    source.onerror = () => {
      close()
      signal.removeEventListener('abort', close)
      listener.connected(false)
      setTimeout(open, wait)
      wait = Math.min(wait * 2, LONGEST_WAIT)
    }
    source.addEventListener('reset', () => {
      lastEventId = ''
      listener.connected(true)
    })
  }
  open()
}
