import type { AddressInfo, Server } from 'node:net'
import type { Peer } from './peers.ts'

/** The HTTP servers of this process, by the sockets they listen on: calls to them stay in the family. */
export class OwnServers {
  readonly #servers = new Map<Server, AddressInfo>()

  /**
   * Takes note of a server that listens. One that is known costs a lookup.
   * @returns its port if it was not known and has one
   */
  add(server: Server): number | undefined {
    if (this.#servers.has(server) || !('requestTimeout' in server)) return undefined
    const address = server.address()
    if (address === null || typeof address !== 'object') return undefined
    this.#servers.set(server, address)
    return address.port
  }

  /** Whether a call to this loopback peer arrives at one of them. */
  serve(peer: Peer): boolean {
    for (const [server, { address, port }] of this.#servers) {
      if (!server.listening) this.#servers.delete(server)
      else if (port === peer.port && covers(address, peer.address)) return true
    }
    return false
  }
}

/** Whether a socket bound to `bound` takes connections to the loopback address `address`. */
function covers(bound: string, address: string): boolean {
  switch (bound) {
    case '::':
      return true
    case '0.0.0.0':
      return address !== '::1' && address !== '::'
    case '::1':
      return address === '::1' || address === 'localhost'
    default:
      return address === bound || (address === 'localhost' && bound.startsWith('127.'))
  }
}
