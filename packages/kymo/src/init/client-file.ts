import { atTop, type Edit, mentionsModule, parseSource, type Style, splice, startOf } from './source.ts'

const MODULE = '@kymo/next/client'

/** Lets an `instrumentation-client` file start the page's runtime before anything else. */
export function editClient(text: string, file: string): Edit {
  const source = parseSource(text, file)
  if (source === undefined) return { kind: 'by-hand', reason: 'it could not be read' }
  if (mentionsModule(source, MODULE)) return { kind: 'unchanged' }
  const line = clientImport(source.style)
  const first = source.program.body.find(({ type }) => type === 'ImportDeclaration')
  const place =
    first === undefined ? atTop(source, line) : { start: startOf(first), text: line + source.style.newline }
  return { kind: 'changed', text: splice(text, [place]) }
}

export function clientImport({ quote, semicolon }: Style): string {
  return `import ${quote}${MODULE}${quote}${semicolon}`
}
