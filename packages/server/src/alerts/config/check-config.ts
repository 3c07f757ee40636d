import type { AlertOptions } from '../alert-options.ts'
import { checkAlerts } from './check-alerts.ts'
import type { ConfigEnvironment } from './check-webhook.ts'
import { ConfigFields } from './config-fields.ts'

/** What `kymo.config.json` says. */
export interface KymoConfig {
  readonly alerts?: AlertOptions
}

const FIELDS = ['$schema', 'alerts']

/**
 * Reads the content of a config file strictly.
 * @param env fills `${NAME}` in the addresses of webhooks
 * @throws KymoError with the code `CONFIG_BAD_VALUE`, `CONFIG_UNKNOWN_FIELD` or `CONFIG_ENV_MISSING`
 */
export function checkConfig(value: unknown, env: ConfigEnvironment): KymoConfig {
  const fields = new ConfigFields(value, '')
  fields.only(FIELDS, 'in a config')
  if (fields.has('$schema') && typeof fields.get('$schema') !== 'string') {
    throw fields.bad('$schema', 'must be the address of a schema')
  }
  return fields.has('alerts') ? { alerts: checkAlerts(fields.get('alerts'), 'alerts', env) } : {}
}
