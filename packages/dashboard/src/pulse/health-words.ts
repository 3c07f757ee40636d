import type { HealthPartName } from '@kymo/protocol'

export const PART_NAMES: Readonly<Record<HealthPartName, string>> = {
  availability: 'Availability',
  errors: 'Errors',
  latency: 'Latency',
  saturation: 'Saturation',
  responsiveness: 'Responsiveness',
}
