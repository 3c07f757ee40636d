import type { IncomingMessage } from 'node:http'
import { formatTraceparent, parseTraceparent } from '@kymo/protocol'
import type { Lineage, RecordedSpan } from '../spans/recorded-span.ts'
import { OwnServers } from './own-servers.ts'
import { type Peer, Peers } from './peers.ts'

/** The limit that the specification asks vendors to keep at least. */
const TRACESTATE_LENGTH = 512

/** Where a request says it comes from; `undefined` when it says nothing that the specification allows. */
export function remoteParent(request: IncomingMessage): Lineage | undefined {
  const header = request.headers.traceparent
  if (typeof header !== 'string') return undefined
  const parent = parseTraceparent(header)
  if (parent === undefined) return undefined
  const state = request.headers.tracestate
  return {
    traceId: parent.traceId,
    spanId: parent.parentId,
    sampled: parent.sampled,
    traceState: typeof state === 'string' && state.length <= TRACESTATE_LENGTH ? state : undefined,
  }
}

/** Decides who is told of a trace. Nobody is, but the app's own servers and those that the settings name. */
export class Propagation {
  readonly peers: Peers
  readonly servers = new OwnServers()

  constructor(trusted: readonly string[]) {
    this.peers = new Peers(trusted)
  }

  /** Whether the peer is sent the trace's ids. */
  reaches(peer: Peer): boolean {
    return peer.trusted || (peer.loopback && this.servers.serve(peer))
  }
}

export function traceparentOf(span: RecordedSpan): string {
  return formatTraceparent(span.traceId, span.spanId, span.sampled)
}
