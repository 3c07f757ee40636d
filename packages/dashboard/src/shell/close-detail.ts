/* What Escape closes when nothing nearer to the keyboard took it: the last detail that was opened. */
const open: (() => void)[] = []

/** @returns takes it back */
export function offerClose(close: () => void): () => void {
  open.push(close)
  return () => {
    const index = open.lastIndexOf(close)
    if (index >= 0) open.splice(index, 1)
  }
}

export function closeDetail(): void {
  open.at(-1)?.()
}
