/** URL of the module that starts the agent in a process that preloads it. */
export function preloadUrl(): string {
  return import.meta.resolve('@kymo/next/register')
}

/** `NODE_OPTIONS` with the agent added to what is there; once, however deep `kymo dev` is nested. */
export function withPreload(nodeOptions: string | undefined, url: string = preloadUrl()): string {
  const option = `--import=${url}`
  if (nodeOptions === undefined || nodeOptions.trim() === '') return option
  return nodeOptions.split(/\s+/).includes(option) ? nodeOptions : `${nodeOptions} ${option}`
}
