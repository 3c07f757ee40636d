import type { ReactNode } from 'react'

/** Line drawings in a 96 × 96 box. */
const drawings: Record<string, ReactNode> = {
  'hand-lens': (
    <>
      <circle cx="40" cy="40" r="22" />
      <circle cx="40" cy="40" r="17" />
      <path d="m56 56 20 20M29 38a11 11 0 0 1 9-9" />
    </>
  ),
  'tide-clock': (
    <>
      <circle cx="48" cy="46" r="28" />
      <path d="M48 46 62 30M26 52q7-6 11 0t11 0 11 0 11 0" />
      <path d="M40 76h16" />
    </>
  ),
  barometer: (
    <>
      <circle cx="48" cy="52" r="26" />
      <path d="M48 26v-8m-6-2h12M48 52 34 40m-6 12h4m32 0h4M48 32v4" />
      <circle cx="48" cy="52" r="3" />
    </>
  ),
  'rain-gauge': (
    <>
      <path d="M32 20h32l-8 14v40q0 6-8 6t-8-6V34z" />
      <path d="M40 56h16M40 44h6m-6 6h4m-4 12h6m-6 6h4" />
    </>
  ),
  'plumb-bob': (
    <>
      <path d="M48 12v26M40 38h16l4 12-12 32-12-32z" />
      <path d="M36 50h24" />
    </>
  ),
  'star-chart': (
    <>
      <circle cx="48" cy="48" r="30" />
      <ellipse cx="48" cy="42" rx="18" ry="14" />
      <path d="m40 40 6-5 8 4 4 8M48 18v6m0 48v6M18 48h6m48 0h6" />
    </>
  ),
  notebook: (
    <>
      <rect x="28" y="18" width="42" height="60" rx="3" />
      <path d="M36 18v60M44 34h18m-18 9h18m-18 9h12M24 28h8m-8 12h8m-8 12h8m-8 12h8" />
    </>
  ),
  'drafting-set': (
    <>
      <path d="M48 16v10m0 0L32 78m16-52 16 52M38 60q10 7 20 0" />
      <circle cx="48" cy="26" r="5" />
    </>
  ),
  hygrometer: (
    <>
      <rect x="26" y="18" width="44" height="60" rx="4" />
      <path d="M34 50a14 14 0 0 1 28 0M48 50l9-9M40 62h16m-16 6h16" />
    </>
  ),
  anemometer: (
    <>
      <path d="M48 40v40M36 80h24M48 40 24 32m24 8 24-8M48 40V20" />
      <path d="M24 25a7 7 0 0 0 0 14zm48 0a7 7 0 0 1 0 14zM41 20a7 7 0 0 1 14 0z" />
    </>
  ),
  sextant: (
    <>
      <path d="M48 18 22 66q26 18 52 0zM48 18l8 56M30 52q18 12 36 0" />
      <path d="M28 34h20" />
      <rect x="18" y="30" width="12" height="8" />
    </>
  ),
  metronome: (
    <>
      <path d="M40 16h16l14 62H26zM29 64h38M48 64 62 26" />
      <path d="m54 38 8 3" />
    </>
  ),
}

export function Drawing({ id, kind }: { id: string; kind: string }) {
  return (
    <svg className="drawing" data-kind={kind} viewBox="0 0 96 96" aria-hidden="true">
      {drawings[id] ?? <circle cx="48" cy="48" r="24" />}
    </svg>
  )
}
