import { hash64 } from '@kymo/protocol'

/**
 * Page and client in 64 bits: requests that have the same key may belong to the same visit. A number is compared and
 * looked up many times faster than the three texts it stands for.
 * @returns 16 hex digits
 */
export function visitKey(page: string, clientAddress: string, userAgent: string | null): string {
  return hash64(`${page}\n${clientAddress}\n${userAgent ?? ''}`)
}
