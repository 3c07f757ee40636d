import { styleText } from 'node:util'

type Format = Parameters<typeof styleText>[0]

/** Colour is for a person at a terminal who has not said no: `styleText` asks the stream, and https://no-color.org */
function stylesOf(stream: NodeJS.WriteStream) {
  const paint = (format: Format) => (text: string) => styleText(format, text, { stream })
  return {
    brand: paint('bold'),
    accent: paint('cyan'),
    dim: paint('dim'),
    strong: paint('bold'),
    ok: paint('green'),
    slow: paint('yellow'),
    error: paint('red'),
  }
}

export const style = stylesOf(process.stdout)
export const stderrStyle = stylesOf(process.stderr)
