/** The pages, in the order of the header. A page that comes later is added here and to the router. */
export const PAGES = [
  { to: '/', name: 'Activity', key: 'a' },
  { to: '/performance', name: 'Performance', key: 'p' },
  { to: '/errors', name: 'Errors', key: 'e' },
  { to: '/pulse', name: 'Pulse', key: 'u' },
] as const
