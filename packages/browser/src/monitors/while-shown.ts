/** Calls soon after the page has loaded, and then every so many milliseconds, but not while nobody can see the page. */
export function whileShown(interval: number, look: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const tick = () => {
    timer = setTimeout(tick, interval)
    look()
  }
  const change = () => {
    if (document.hidden) {
      clearTimeout(timer)
      timer = undefined
    } else if (document.readyState === 'complete') timer ??= setTimeout(tick)
  }
  document.addEventListener('visibilitychange', change)
  addEventListener('load', change)
  change()
  return () => {
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', change)
    removeEventListener('load', change)
  }
}
