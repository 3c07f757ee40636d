import { redactText } from '@kymo/protocol'

/** An origin that the process calls. */
export interface Peer {
  /** Scheme, host and port, as kept in facts. */
  readonly origin: string
  /** Host, with the port where it is not the scheme's own. */
  readonly host: string
  readonly address: string
  readonly port: number
  readonly loopback: boolean
  /** Named in `propagateTo`. */
  readonly trusted: boolean
}

/** And the addresses that mean all of a machine's own: a server that listens on them may take them for its name. */
const LOOPBACK = /^(?:localhost|::1?|0\.0\.0\.0|127\.\d+\.\d+\.\d+)$/
/** Callers have few peers; one that makes up hosts must not fill the memory. */
const PEERS_KEPT = 1000

/** What is known of each origin called, worked out once. */
export class Peers {
  readonly #known = new Map<string, Peer>()
  readonly #trusted: ReadonlySet<string>

  /** @param trusted origins that are sent `traceparent` */
  constructor(trusted: readonly string[]) {
    this.#trusted = new Set(trusted)
  }

  get(origin: string): Peer {
    const known = this.#known.get(origin)
    if (known !== undefined) return known
    const peer = this.#describe(origin)
    if (this.#known.size < PEERS_KEPT) this.#known.set(origin, peer)
    return peer
  }

  #describe(origin: string): Peer {
    if (!URL.canParse(origin)) return unreadable(origin)
    const url = new URL(origin)
    const address = url.hostname.replace(/^\[|\]$/g, '')
    return {
      origin: redactText(url.origin),
      host: redactText(url.host),
      address: redactText(address),
      port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port),
      loopback: LOOPBACK.test(address),
      trusted: this.#trusted.has(url.origin),
    }
  }
}

/** Such as an address with a zone, which Node connects to and URLs can't hold. */
function unreadable(origin: string): Peer {
  const text = redactText(origin)
  const host = text.replace(/^[a-z]+:\/\//, '')
  return { origin: text, host, address: host, port: 0, loopback: false, trusted: false }
}
