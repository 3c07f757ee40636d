const { info } = console
let told = false

/** Runs a hook: what goes wrong in it never reaches the app, and is told once. */
export function quietly<Result>(hook: () => Result): Result | undefined {
  try {
    return hook()
  } catch (error) {
    if (!told) info('kymo PAGE_HOOK_FAILED: part of this page is not observed.', error)
    told = true
    return undefined
  }
}
