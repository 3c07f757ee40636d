const INTERVAL = 500

/**
 * Calls back when npm or npx, having started this process through a shell, is gone: a signal sent to them ends the
 * shell but does not reach us. A process started otherwise may well outlive its parent, and is left alone.
 * @returns the function that ends the watch
 */
export function onParentGone(callback: () => void): () => void {
  if (process.env.npm_execpath === undefined || process.platform === 'win32') return () => {}
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    callback()
  }, INTERVAL)
  timer.unref()
  return () => clearInterval(timer)
}
