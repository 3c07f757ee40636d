import { onCLS, onFCP, onINP, onLCP, onTTFB } from 'web-vitals'
import type { VitalsBuild } from './vitals.ts'

export const plainVitals: VitalsBuild = {
  observe(told) {
    for (const on of [onCLS, onFCP, onINP, onLCP, onTTFB]) on(told, { reportAllChanges: true })
  },
}
