import type { AlertRule } from '@kymo/protocol'

/** What `kymo serve` watches unless it is told otherwise. */
export const DEFAULT_ALERT_RULES: readonly AlertRule[] = [
  { name: 'Server lost', when: 'server-lost' },
  { name: 'Disk almost full', when: 'disk', above: 90, clearBelow: 88, for: 60 },
  { name: 'Memory almost full', when: 'memory', above: 95, clearBelow: 92, for: 300 },
  { name: 'CPU at its limit', when: 'cpu', above: 95, clearBelow: 85, for: 600 },
  { name: 'Requests fail', when: 'error-rate', above: 10, clearBelow: 5, for: 120, minRequests: 20 },
]
