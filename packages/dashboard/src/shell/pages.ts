/** The pages about what browsers tell, in the order of their row of links. */
export const BROWSER_PAGES = [
  { to: '/browser', name: 'Vitals' },
  { to: '/browser/components', name: 'Components' },
  { to: '/browser/signals', name: 'Signals' },
  { to: '/browser/memory', name: 'Memory' },
  { to: '/browser/network', name: 'Network' },
] as const

/**
 * The pages, in the order of the header. A page that comes later is added here and to the router. Those below a page have
 * a second row of links there; the first of them has its address.
 */
export const PAGES = [
  { to: '/', name: 'Activity', key: 'a', pages: [] },
  { to: '/performance', name: 'Performance', key: 'p', pages: [] },
  { to: '/errors', name: 'Errors', key: 'e', pages: [] },
  { to: '/browser', name: 'Browser', key: 'b', pages: BROWSER_PAGES },
  { to: '/pulse', name: 'Pulse', key: 'u', pages: [] },
] as const
