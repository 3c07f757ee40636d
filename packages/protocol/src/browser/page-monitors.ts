/** What of a page's monitors can be switched: `page` of `kymo.config.json`. */
export const PAGE_MONITORS = ['performance', 'components', 'signals', 'memory', 'network', 'errors'] as const
export type PageMonitor = (typeof PAGE_MONITORS)[number]

/** Those in a text of names with commas between them; what is none is passed over. */
export function pageMonitors(text: string | undefined): readonly PageMonitor[] {
  const names = text?.split(',').map((name) => name.trim()) ?? []
  return PAGE_MONITORS.filter((monitor) => names.includes(monitor))
}
