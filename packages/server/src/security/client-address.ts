import type { IncomingMessage } from 'node:http'
import { isIPv4, isIPv6 } from 'node:net'
import { headerValues } from './gate.ts'

/**
 * Who asks, as far as guessing is counted: an IPv4 address, or the /64 of an IPv6 one, of which everybody has 2^64. Behind
 * a trusted proxy it is what that has added last to `X-Forwarded-For`; what stands before it the client may have written.
 */
export function clientOf(request: IncomingMessage, trustProxy: boolean): string {
  const forwarded = trustProxy ? headerValues(request, 'x-forwarded-for').at(-1) : undefined
  const told = forwarded?.split(',').at(-1)?.trim()
  return networkOf(told || (request.socket.remoteAddress ?? ''))
}

/** @param text an address, with a port where the proxy adds one */
export function networkOf(text: string): string {
  const [, bracketed] = /^\[([^\]]+)\](?::\d+)?$/.exec(text) ?? []
  const [, withPort] = /^([\d.]+):\d+$/.exec(text) ?? []
  const address = (bracketed ?? withPort ?? text).replace(/%.*$/, '').toLowerCase()
  const [, mapped] = /^::ffff:([\d.]+)$/.exec(address) ?? []
  if (mapped !== undefined && isIPv4(mapped)) return mapped
  if (!isIPv6(address)) return address.slice(0, 64)
  const [head = '', tail] = address.split('::')
  const groups = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : 8 - groups.length - after.length
  const all = [...groups, ...new Array<string>(Math.max(0, zeros)).fill('0'), ...after]
  return `${all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}
