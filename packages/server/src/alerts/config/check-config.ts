import { PAGE_MONITORS, type PageMonitor } from '@kymo/protocol'
import type { AlertOptions } from '../alert-options.ts'
import { checkAlerts } from './check-alerts.ts'
import type { ConfigEnvironment } from './check-webhook.ts'
import { ConfigFields } from './config-fields.ts'

/** What `kymo.config.json` says. */
export interface KymoConfig {
  readonly alerts?: AlertOptions
  /** Which monitors `kymo dev` switches on in pages. Default: all */
  readonly page?: Readonly<Partial<Record<PageMonitor, boolean>>>
}

const FIELDS = ['$schema', 'alerts', 'page']

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
  return {
    ...(fields.has('alerts') && { alerts: checkAlerts(fields.get('alerts'), 'alerts', env) }),
    ...(fields.has('page') && { page: checkPage(fields.get('page')) }),
  }
}

function checkPage(value: unknown): NonNullable<KymoConfig['page']> {
  const fields = new ConfigFields(value, 'page')
  fields.only(PAGE_MONITORS, 'in what pages observe')
  const told = PAGE_MONITORS.filter((monitor) => fields.has(monitor))
  return Object.fromEntries(told.map((monitor) => [monitor, fields.flag(monitor)]))
}
