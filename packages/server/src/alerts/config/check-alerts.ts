import type { AlertRule } from '@kymo/protocol'
import type { AlertOptions } from '../alert-options.ts'
import { checkRule } from './check-rule.ts'
import { type ConfigEnvironment, checkWebhook } from './check-webhook.ts'
import { ConfigFields, configError } from './config-fields.ts'

const FIELDS = ['rules', 'webhooks']
const MAX_RULES = 100
const MAX_WEBHOOKS = 10

/**
 * @param at where it is, for what is said of faults
 * @throws KymoError with one of `ConfigErrorCode`
 */
export function checkAlerts(value: unknown, at: string, env: ConfigEnvironment): AlertOptions {
  const fields = new ConfigFields(value, at)
  fields.only(FIELDS, `in ${at}`)
  const rules = fields
    .list('rules', MAX_RULES)
    ?.map((rule, i) => checkRule(rule, `${fields.path('rules')}[${i}]`))
  const webhooks = fields
    .list('webhooks', MAX_WEBHOOKS)
    ?.map((webhook, i) => checkWebhook(webhook, `${fields.path('webhooks')}[${i}]`, env))
  if (rules !== undefined) refuseTwins(rules, fields.path('rules'))
  return {
    ...(rules === undefined ? undefined : { rules }),
    ...(webhooks === undefined ? undefined : { webhooks }),
  }
}

/** Their names are what alerts go by. */
function refuseTwins(rules: readonly AlertRule[], path: string): void {
  for (const [i, { name }] of rules.entries()) {
    const first = rules.findIndex((rule) => rule.name === name)
    if (first < i) {
      throw configError(
        'CONFIG_BAD_VALUE',
        `${path}[${i}].name: ${path}[${first}] is called ${JSON.stringify(name)}, too.`,
        'Every rule needs a name of its own.',
      )
    }
  }
}
