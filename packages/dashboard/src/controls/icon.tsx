/** Line icons of one weight on a 16 px grid. */
const PATHS = {
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9Zm3.3-1.2 3.2 3.2',
  close: 'm4 4 8 8m0-8-8 8',
  chevron: 'm6 4 4 4-4 4',
  down: 'm4 6 4 4 4-4',
  back: 'm10 3.5-4.5 4.5 4.5 4.5',
  pause: 'M5.5 3.5v9m5-9v9',
  play: 'm5 3.2 7.5 4.8L5 12.8V3.2Z',
  copy: 'M6 6h6.5v6.5H6zM3.5 10V3.5H10',
  check: 'm3.5 8.5 3 3 6-7',
  sun: 'M8 10.7a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4ZM8 1.5v1.3m0 10.4v1.3M1.5 8h1.3m10.4 0h1.3M3.4 3.4l.9.9m7.4 7.4.9.9m0-9.2-.9.9m-7.4 7.4-.9.9',
  moon: 'M13 9.6A5.6 5.6 0 0 1 6.4 3a5.6 5.6 0 1 0 6.6 6.6Z',
  screen: 'M2 3h12v8H2zm4 10.5h4M8 11v2.5',
  up: 'm4 10 4-4 4 4',
  top: 'M8 13V4m-3.5 3.5L8 4l3.5 3.5',
  page: 'M4 2.5h5L12 5.5v8H4zM9 2.5v3h3',
  reload: 'M12.6 8.6a4.7 4.7 0 1 1-1.2-3.9l1.1 1.1m.2-3v3h-3',
  restore: 'M3.4 8.6a4.7 4.7 0 1 0 1.2-3.9L3.5 5.8m-.2-3v3h3',
  right: 'M2.5 8h10.5m-4-4 4 4-4 4',
  swap: 'M3 5h9.5M10 2.5 12.5 5 10 7.5M13 11H3.5M6 8.5 3.5 11 6 13.5',
  traverse: 'M5.2 4.8 2 8l3.2 3.2M2 8h12m-3.2-3.2L14 8l-3.2 3.2',
  prompt: 'm3 4.5 3.5 3.5L3 11.5m5.5 0h4.5',
  sliders: 'M2.5 5h5m4 0h2m-4 1.8V3.2M2.5 11h2m4 0h5m-7 1.8V9.2',
  expand: 'M9.5 2.5h4v4m0-4-5 5m-2 6h-4v-4m0 4 5-5',
} as const

export type IconName = keyof typeof PATHS

export function Icon({ name, className, size = 16 }: { name: IconName; className?: string; size?: number }) {
  return (
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className={`shrink-0 ${className ?? ''}`}
    >
      <path d={PATHS[name]} />
    </svg>
  )
}
