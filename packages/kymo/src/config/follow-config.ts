import type { AlertRule } from '@kymo/protocol'
import type { Collector } from '@kymo/server'
import { say } from '../terminal/say.ts'
import { alertsInWords, alertsOf } from './alerts-of.ts'
import type { ConfigFile } from './config-file.ts'

/** Has a collector do what its config says, whenever that is another. @param rules where it says none */
export function followConfig(file: ConfigFile, collector: Collector, rules: readonly AlertRule[]): void {
  file.follow({
    changed: (config) => {
      const alerts = alertsOf(config, rules)
      collector.setAlerts(alerts)
      say(`${file.name} ${config === undefined ? 'is gone' : 'is another'}: ${alertsInWords(alerts)}.`)
    },
    broken: ({ code, message, hint }) => {
      say(`${code}: ${message}${hint === undefined ? '' : ` ${hint}`} What was before stays.`)
    },
  })
}
