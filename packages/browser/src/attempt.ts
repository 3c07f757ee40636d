/** What a page may keep from its scripts, or what may throw when it is read: `undefined` then. */
export function attempt<Result>(read: () => Result): Result | undefined {
  try {
    return read()
  } catch {}
}
