// Runs before the first paint, so that a remembered theme does not flash. The rest is src/theme/theme.ts.
;(() => {
  let choice = null
  try {
    choice = localStorage.getItem('kymo.theme')
  } catch {
    // Storage is refused: the system's theme it is.
  }
  const light =
    choice === 'light' || (choice !== 'dark' && matchMedia('(prefers-color-scheme: light)').matches)
  document.documentElement.dataset.theme = light ? 'light' : 'dark'
})()
