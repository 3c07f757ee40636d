import type { AlertRule } from '@kymo/protocol'
import type { AlertOptions, KymoConfig } from '@kymo/server'

/** @param rules those that are watched where the config says none */
export function alertsOf(
  config: KymoConfig | undefined,
  rules: readonly AlertRule[],
): Required<AlertOptions> {
  return { rules: config?.alerts?.rules ?? rules, webhooks: config?.alerts?.webhooks ?? [] }
}

/** `5 rules, 1 webhook` */
export function alertsInWords({ rules, webhooks }: Required<AlertOptions>): string {
  return `${counted(rules.length, 'rule')}, ${counted(webhooks.length, 'webhook')}`
}

function counted(count: number, noun: string): string {
  return `${count === 0 ? 'no' : count} ${noun}${count === 1 ? '' : 's'}`
}
