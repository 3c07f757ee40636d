/* From where on a figure is marked. Percent. */
export const HIGH_CPU = 85
export const HIGH_MEMORY = 90
const HIGH_DISK = 85
const FULL_DISK = 95
/** Milliseconds that the event loop may be late. */
export const LATE_LOOP = 100

/** How full a disk is, and the word for it where it is too full. */
export function diskLevel({ total, free }: { readonly total: number; readonly free: number }): {
  readonly used: number
  readonly word: 'almost full' | 'full' | null
} {
  const used = total > 0 ? Math.min(100, ((total - free) / total) * 100) : 0
  return { used, word: used >= FULL_DISK ? 'full' : used >= HIGH_DISK ? 'almost full' : null }
}
