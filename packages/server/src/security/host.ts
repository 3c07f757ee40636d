import { isIP } from 'node:net'

/** By which browsers of this machine call it. */
export const LOCAL_NAMES = ['localhost', '127.0.0.1', '[::1]'] as const

export interface HostOptions {
  /** The collector's own port, once it listens. */
  readonly port: () => number
  readonly scheme: 'http' | 'https'
  /** Origins under which browsers reach it besides, such as `https://pulse.example.com`. */
  readonly publicOrigins: readonly string[]
  /** It listens for other machines, too. */
  readonly network: boolean
}

/**
 * Whether a Host header names this collector. An exact list, because a name that an attacker controls may resolve to its
 * address (DNS rebinding); an address itself resolves to nothing else.
 */
export function isOwnHost(host: string, options: HostOptions): boolean {
  const name = host.toLowerCase()
  if (ownHosts(options).includes(name)) return true
  if (options.publicOrigins.some((origin) => new URL(origin).host === name)) return true
  return options.network && isAddress(name, options)
}

/**
 * Whether a page of this origin was served by this collector. Which of all addresses are its own it can not know: a page
 * that came from one of them asks by the same.
 * @param asked the request's Host header
 */
export function isOwnOrigin(origin: string, asked: string, options: HostOptions): boolean {
  if (options.publicOrigins.includes(origin)) return true
  const prefix = `${options.scheme}://`
  if (!origin.startsWith(prefix)) return false
  const host = origin.slice(prefix.length)
  if (ownHosts(options).includes(host)) return true
  return options.network && host === asked.toLowerCase() && isAddress(host, options)
}

/** Whether browsers reach the collector under this Host over TLS. */
export function isSecureHost(host: string, { scheme, publicOrigins }: HostOptions): boolean {
  return scheme === 'https' || publicOrigins.includes(`https://${host.toLowerCase()}`)
}

function ownHosts({ port, scheme }: HostOptions): string[] {
  const hosts = LOCAL_NAMES.map((name) => `${name}:${port()}`)
  // Clients leave the scheme's own port out.
  return port() === usualPort(scheme) ? [...hosts, ...LOCAL_NAMES] : hosts
}

function isAddress(host: string, { port, scheme }: HostOptions): boolean {
  const [, bracketed, plain, digits] = /^(?:\[([\da-f:.]+)\]|([\d.]+))(?::(\d{1,5}))?$/.exec(host) ?? []
  const address = bracketed ?? plain
  if (address === undefined || isIP(address) !== (bracketed === undefined ? 4 : 6)) return false
  return (digits === undefined ? usualPort(scheme) : Number(digits)) === port()
}

function usualPort(scheme: HostOptions['scheme']): number {
  return scheme === 'https' ? 443 : 80
}

/** Whether only this machine reaches the address. */
export function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(address)
}
