/** One exception: which mistake it is of, and when it happened. */
export interface ErrorRef {
  readonly fingerprint: string
  /** Milliseconds since the epoch. */
  readonly time: number
}

export function errorRefText({ fingerprint, time }: ErrorRef): string {
  return `${fingerprint}-${Number(time.toFixed(3))}`
}

export function parseErrorRef(text: unknown): ErrorRef | null {
  const match = typeof text === 'string' ? /^([0-9a-z]{0,64})-(\d{1,14}(?:\.\d{1,3})?)$/.exec(text) : null
  return match === null ? null : { fingerprint: match[1] as string, time: Number(match[2]) }
}

/** Whether an exception is the one that is meant; times in addresses have three digits after the point. */
export function isReferred(error: ErrorRef, ref: ErrorRef | null): boolean {
  return ref !== null && error.fingerprint === ref.fingerprint && Math.abs(error.time - ref.time) < 0.001
}
