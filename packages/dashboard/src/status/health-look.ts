import type { Look } from './mark.tsx'

/** What a score comes to. */
export function healthLook(score: number | null): Look {
  if (score === null) return { word: 'Not known', shape: 'dash', tone: 'text-faint' }
  if (score >= 90) return { word: 'Healthy', shape: 'dot', tone: 'text-ok' }
  if (score >= 70) return { word: 'Strained', shape: 'hollow-diamond', tone: 'text-slow' }
  if (score >= 40) return { word: 'Degraded', shape: 'triangle', tone: 'text-slow' }
  return { word: 'Failing', shape: 'cross', tone: 'text-error' }
}
