import { attempt } from '../attempt.ts'
import { keptText } from '../kept.ts'
import { keptJson } from '../kept-json.ts'

/** UTF-16 units. */
const LENGTH = 1000
const ARGUMENTS = 20

/** What a console would show of these arguments in one line, redacted: with `%s` and its like filled in, and no style. */
export function consoleText(args: readonly unknown[]): string {
  const [format, ...rest] = args.slice(0, ARGUMENTS)
  const values = [...rest]
  const head =
    typeof format === 'string'
      ? keptText(format, LENGTH).replace(/%([sdifoOc%])/g, (whole, kind: string) => {
          if (kind === '%') return '%'
          if (!values.length) return whole
          const value = values.shift()
          return kind === 'c' ? '' : textOf(value)
        })
      : textOf(format)
  return keptText([head, ...values.map(textOf)].join(' ').trim(), LENGTH)
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return keptText(value, LENGTH)
  if (value instanceof Error) return attempt(() => `${value.name}: ${value.message}`) ?? 'Error'
  if (value instanceof Element) return `<${value.localName}>`
  if (typeof value === 'object' && value !== null) return keptJson(value, LENGTH) ?? '[object]'
  return attempt(() => String(value)) ?? ''
}

/** Told by servers, and shown again in the page by Next.js and React with a badge before it. */
export const isOfServer = ([first]: readonly unknown[]): boolean =>
  typeof first === 'string' && first.startsWith('%c%s%c')

/** React says so of an error that it has told of by itself. */
export const isAboutError = ([first]: readonly unknown[]): boolean =>
  typeof first === 'string' && first.startsWith('The above error occurred in')
