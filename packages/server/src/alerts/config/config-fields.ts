import { KymoError } from '../../kymo-error.ts'
import { nearestName } from './nearest-name.ts'

/**
 * - `CONFIG_BAD_VALUE`: a field has a value that it can not have, or lacks one.
 * - `CONFIG_UNKNOWN_FIELD`: there is no such field at this place.
 * - `CONFIG_ENV_MISSING`: a variable of the environment that is named is not set.
 */
export type ConfigErrorCode = 'CONFIG_BAD_VALUE' | 'CONFIG_UNKNOWN_FIELD' | 'CONFIG_ENV_MISSING'

const MAX_TEXT = 200

export function configError(code: ConfigErrorCode, message: string, hint?: string): KymoError {
  return new KymoError(code, message, hint)
}

/** The fields of an object of a config, read strictly. Every fault says where it is. */
export class ConfigFields {
  readonly at: string
  readonly #fields: Readonly<Record<string, unknown>>

  /** @param at where it is, such as `alerts.rules[2]`; empty for the whole. @throws KymoError */
  constructor(value: unknown, at: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw configError('CONFIG_BAD_VALUE', `${at || 'The whole'} must be an object, not ${shown(value)}.`)
    }
    this.at = at
    this.#fields = value as Record<string, unknown>
  }

  /** @throws KymoError for the first field that is none of these */
  only(known: readonly string[], place: string): void {
    const unknown = Object.keys(this.#fields).find((name) => !known.includes(name))
    if (unknown === undefined) return
    const meant = nearestName(unknown, known)
    throw configError(
      'CONFIG_UNKNOWN_FIELD',
      `${this.path(unknown.slice(0, 64))}: there is no such field ${place}.`,
      meant === undefined ? `Known are ${known.join(', ')}.` : `Did you mean ${meant}?`,
    )
  }

  has(name: string): boolean {
    return this.#fields[name] !== undefined
  }

  get(name: string): unknown {
    return this.#fields[name]
  }

  path(name: string): string {
    return this.at === '' ? name : `${this.at}.${name}`
  }

  /** Undefined where it is not there. @throws KymoError */
  text(name: string): string | undefined {
    const value = this.#fields[name]
    if (value === undefined) return undefined
    if (
      typeof value !== 'string' ||
      value.trim() === '' ||
      value.length > MAX_TEXT ||
      /\p{Cc}/u.test(value)
    ) {
      throw this.bad(name, `must be a text of 1 to ${MAX_TEXT} characters`)
    }
    return value
  }

  /** Undefined where it is not there. @throws KymoError */
  number(name: string, least: number, most: number, whole = false): number | undefined {
    const value = this.#fields[name]
    if (value === undefined) return undefined
    const fits = typeof value === 'number' && value >= least && value <= most
    if (!fits || (whole && !Number.isInteger(value))) {
      throw this.bad(name, `must be a ${whole ? 'whole ' : ''}number from ${least} to ${most}`)
    }
    return value
  }

  /** Undefined where it is not there. @throws KymoError */
  flag(name: string): boolean | undefined {
    const value = this.#fields[name]
    if (value === undefined || typeof value === 'boolean') return value
    throw this.bad(name, 'must be true or false')
  }

  /** Undefined where it is not there. @throws KymoError */
  list(name: string, most: number): readonly unknown[] | undefined {
    const value = this.#fields[name]
    if (value === undefined) return undefined
    if (!Array.isArray(value)) throw this.bad(name, 'must be a list')
    if (value.length > most) {
      throw configError('CONFIG_BAD_VALUE', `${this.path(name)} has more than ${most} entries.`)
    }
    return value
  }

  /** @param demand such as `must be a list` */
  bad(name: string, demand: string, hint?: string): KymoError {
    const value = this.#fields[name]
    const found = value === undefined ? 'it is missing' : `not ${shown(value)}`
    return configError('CONFIG_BAD_VALUE', `${this.path(name)} ${demand}; ${found}.`, hint)
  }
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
