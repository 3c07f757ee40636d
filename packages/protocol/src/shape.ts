/** Looks at a value; says what is wrong with it, after where it stands. */
export type Check = (value: unknown) => string | undefined

/** A check of a whole payload: what is wrong begins with the path of the field. */
export function shape(fields: Readonly<Record<string, Check>>): Check {
  const check = object(fields)
  return (value) => check(value)?.replace(/^\./, '').replace(/^ /, 'The payload ')
}

export function object(fields: Readonly<Record<string, Check>>): Check {
  const entries = Object.entries(fields)
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return ' must be an object'
    for (const [name, check] of entries) {
      const wrong = check(Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined)
      if (wrong !== undefined) return `.${name}${wrong}`
    }
    return undefined
  }
}

export function optional(check: Check): Check {
  return (value) => (value === undefined ? undefined : check(value))
}

export function array(check: Check, least: number, most: number): Check {
  return (value) => {
    if (!Array.isArray(value) || value.length < least || value.length > most) {
      return ` must be a list of ${least === most ? least : `${least} to ${most}`} items`
    }
    for (const [index, item] of value.entries()) {
      const wrong = check(item)
      if (wrong !== undefined) return `[${index}]${wrong}`
    }
    return undefined
  }
}

/** An object of whatever names, at most so many. */
export function record(check: Check, most: number): Check {
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return ' must be an object'
    const entries = Object.entries(value)
    if (entries.length > most) return ` must have at most ${most} entries`
    for (const [name, item] of entries) {
      const wrong = check(item)
      if (wrong !== undefined) return `[${JSON.stringify(name.slice(0, 64))}]${wrong}`
    }
    return undefined
  }
}

export function number(least: number, most: number): Check {
  return (value) =>
    typeof value === 'number' && value >= least && value <= most
      ? undefined
      : ` must be a number from ${least} to ${most}`
}

/** A whole number from 0. */
export const count: Check = (value) =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? undefined : ' must be a whole number from 0'

/** @param least @param most UTF-16 units */
export function text(least: number, most: number): Check {
  return (value) =>
    typeof value === 'string' && value.length >= least && value.length <= most
      ? undefined
      : ` must be a text of ${least} to ${most} characters`
}

export function matching(pattern: RegExp, words: string): Check {
  return (value) => (typeof value === 'string' && pattern.test(value) ? undefined : ` must be ${words}`)
}

export function either(values: readonly string[]): Check {
  return (value) =>
    typeof value === 'string' && values.includes(value) ? undefined : ` must be one of ${values.join(', ')}`
}

export const flag: Check = (value) => (typeof value === 'boolean' ? undefined : ' must be true or false')

/** Of what is absent where it is not so. */
export const yes: Check = (value) => (value === true ? undefined : ' must be true')
