import type { WebVital } from '@kymo/protocol'
import { asText, duration } from '../../format/quantity.ts'

/** `resourceLoadDelay` as people read it. */
const spaced = (name: string) => name.replace(/[A-Z]+/g, (letters) => ` ${letters.toLowerCase()}`).trim()

/** Parts of a vital, the longest first, then what else is known of it. */
export function attributionWords(
  vital: WebVital,
  attribution: Readonly<Record<string, string | number>>,
): string[] {
  const entries = Object.entries(attribution)
  const numbers = entries.filter((entry): entry is [string, number] => typeof entry[1] === 'number')
  const texts = entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  return [
    ...numbers
      .filter(([, value]) => value > 0)
      .sort((a, b) => b[1] - a[1])
      .map(([name, value]) =>
        vital === 'CLS' && value < 10
          ? `${spaced(name)} ${Number(value.toFixed(3))}`
          : `${spaced(name)} ${asText(duration(value))}`,
      ),
    ...texts.map(([name, value]) => `${spaced(name)} ${value}`),
  ]
}
