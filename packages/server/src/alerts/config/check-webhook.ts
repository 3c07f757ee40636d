import type { AlertWebhook } from '../alert-options.ts'
import { ConfigFields, configError } from './config-fields.ts'

/** The variables of the environment that an address may name; undefined where it may name none. */
export type ConfigEnvironment = Readonly<Record<string, string | undefined>> | undefined

const FIELDS = ['url']
const VARIABLE = /\$\{([^}]*)\}/g

/** What is wrong is said without the address: it is a secret. @throws KymoError */
export function checkWebhook(value: unknown, at: string, env: ConfigEnvironment): AlertWebhook {
  const fields = new ConfigFields(value, at)
  fields.only(FIELDS, 'in a webhook')
  const written = fields.get('url')
  const path = fields.path('url')
  if (typeof written !== 'string') throw fields.bad('url', 'must be an address')
  const url = env === undefined ? written : filledIn(written, path, env)
  const told = written === url ? '' : ', once its variables are filled in'
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw configError('CONFIG_BAD_VALUE', `${path} must be an address of http or https${told}.`)
  }
  const { username, password } = new URL(url)
  if (username !== '' || password !== '') {
    throw configError(
      'CONFIG_BAD_VALUE',
      `${path} has a user or a password in it${told}: they would not be sent.`,
      'Put what the receiver asks for into the path or the query.',
    )
  }
  return { url }
}

function filledIn(written: string, path: string, env: NonNullable<ConfigEnvironment>): string {
  return written.replace(VARIABLE, (_, name: string) => {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      throw configError('CONFIG_BAD_VALUE', `${path} names a variable in a way that is none: \${${name}}.`)
    }
    const value = env[name]
    if (value === undefined || value === '') {
      throw configError(
        'CONFIG_ENV_MISSING',
        `${path} needs the environment variable ${name}, which is not set.`,
        'Set it where the collector is started.',
      )
    }
    return value.trim()
  })
}
