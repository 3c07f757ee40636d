import { styleText } from 'node:util'

type Format = Parameters<typeof styleText>[0]

/** Colour is for a person at a terminal who has not said no: https://no-color.org */
function paint(format: Format): (text: string) => string {
  return (text) => (process.stdout.isTTY && !process.env.NO_COLOR ? styleText(format, text) : text)
}

export const style = {
  brand: paint('bold'),
  accent: paint('cyan'),
  dim: paint('dim'),
  strong: paint('bold'),
  ok: paint('green'),
  slow: paint('yellow'),
  error: paint('red'),
}
