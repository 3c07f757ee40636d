/* Readers of values from the page's address: what does not fit is taken as absent. */

/** As long as the collector takes a text. */
const LONGEST = 256

/** A text that can be shown and sent: not empty, not endless, without control characters. */
export function shortText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST && !/\p{Cc}/u.test(value)
    ? value
    : undefined
}

export function matching(value: unknown, pattern: RegExp): string | undefined {
  return typeof value === 'string' && pattern.test(value) ? value : undefined
}

export function oneOf<const Choice extends string>(
  value: unknown,
  choices: readonly Choice[],
): Choice | undefined {
  return choices.find((choice) => choice === value)
}
