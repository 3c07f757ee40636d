/** The upstream service of `upstream/server.mjs`, and what it answers. */
const base = process.env.UPSTREAM_URL ?? 'http://127.0.0.1:4701'

export interface ProductSummary {
  id: string
  name: string
  kind: string
  /** Cents of a euro. */
  price: number
}

export interface Product extends ProductSummary {
  stock: number
  text: string
}

export interface Review {
  id: number
  author: string
  stars: number
  text: string
}

export interface Coupon {
  code: string
  percent: number
}

export interface Order {
  id: string
  placed: string
  lines: (ProductSummary & { quantity: number })[]
  total: number
}

export class UpstreamError extends Error {
  override name = 'UpstreamError'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** @throws UpstreamError on any answer but a good one. */
export async function upstream<T>(path: string, init?: RequestInit): Promise<T> {
  const response = await fetch(`${base}${path}`, init)
  if (!response.ok) {
    const { error } = (await response.json().catch(() => ({}))) as { error?: string }
    throw new UpstreamError(response.status, error ?? `The upstream answered ${response.status}.`)
  }
  return (await response.json()) as T
}

export function upstreamPost<T>(path: string, body: unknown): Promise<T> {
  return upstream<T>(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}

/** Like `upstream`, with `undefined` for what is not there. */
export async function find<T>(path: string, init?: RequestInit): Promise<T | undefined> {
  try {
    return await upstream<T>(path, init)
  } catch (error) {
    if (error instanceof UpstreamError && error.status === 404) return undefined
    throw error
  }
}
