import { type ParserOptions, parse } from '@babel/parser'
import type { File, Program, Statement } from '@babel/types'

/** What became of a file. */
export type Edit =
  | { readonly kind: 'changed'; readonly text: string }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'by-hand'; readonly reason: string }

/** How a file is written, so that what is added looks like the rest of it. */
export interface Style {
  readonly quote: '"' | "'"
  readonly semicolon: '' | ';'
  readonly newline: '\n' | '\r\n'
  readonly indent: string
}

/** As the files that `create-next-app` makes. */
export const NEXT_STYLE: Style = { quote: '"', semicolon: ';', newline: '\n', indent: '  ' }

/** The source of a module with its syntax tree. Positions are those of the text. */
export interface Source {
  readonly text: string
  readonly program: Program
  readonly comments: NonNullable<File['comments']>
  readonly style: Style
}

const OPTIONS: ParserOptions = {
  sourceType: 'unambiguous',
  allowReturnOutsideFunction: true,
  allowAwaitOutsideFunction: true,
}

/** `undefined` when the file can't be read as what its name says. */
export function parseSource(text: string, file: string): Source | undefined {
  const isTypeScript = /\.[cm]?tsx?$/.test(file)
  try {
    const { program, comments } = parse(text, {
      ...OPTIONS,
      plugins: isTypeScript ? ['typescript', ...(/x$/.test(file) ? ['jsx' as const] : [])] : ['jsx'],
    })
    return { text, program, comments: comments ?? [], style: styleOf(text, program) }
  } catch {
    return undefined
  }
}

function styleOf(text: string, program: Program): Style {
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  if (program.body.length === 0) return { ...NEXT_STYLE, newline }
  const statements = program.body.filter(({ type }) => !/Function|Class|Block|If|Interface/.test(type))
  const ended = statements.filter(({ end }) => text[(end ?? 0) - 1] === ';').length
  const quotes = text.match(/(?<=\bfrom\s*|\(|:\s*|import\s*)["']/g) ?? []
  const double = quotes.filter((quote) => quote === '"').length
  return {
    quote: double * 2 < quotes.length || quotes.length === 0 ? "'" : '"',
    semicolon: ended * 2 < statements.length ? '' : ';',
    newline,
    indent: /^(\t|\x20{2,8})\S/m.exec(text)?.[1] ?? '  ',
  }
}

/** A piece of text put in at a place, or in the place of what is between two. */
export interface Splice {
  readonly start: number
  readonly end?: number
  readonly text: string
}

/** At the same place, the one given first comes first. */
export function splice(text: string, splices: readonly Splice[]): string {
  let result = text
  for (const { start, end = start, text: piece } of splices
    .toReversed()
    .toSorted((a, b) => b.start - a.start)) {
    result = result.slice(0, start) + piece + result.slice(end)
  }
  return result
}

/** Puts a line among the imports: after the last, or where the first would be. */
export function afterImports(source: Source, line: string): Splice {
  const { program, style } = source
  const last = program.body.findLast(({ type }) => type === 'ImportDeclaration')
  if (last?.end != null) return { start: last.end, text: style.newline + line }
  return atTop(source, line)
}

/** Puts a line before all statements, yet after what has to be first: a shebang, directives, notes to tools. */
export function atTop({ text, program, comments, style }: Source, line: string): Splice {
  const directive = program.directives.at(-1)
  const interpreter = program.interpreter
  let start = Math.max(directive?.end ?? 0, interpreter?.end ?? 0, text.startsWith('\ufeff') ? 1 : 0)
  const first = program.body[0]?.start ?? text.length
  for (const comment of comments) {
    if ((comment.start ?? 0) < start || (comment.end ?? 0) > first) continue
    const after = text.slice(comment.end ?? 0)
    // What stands apart, or speaks to a tool, is about the file rather than about the statement below it.
    if (!/^[^\S\n]*\r?\n[^\S\n]*(\r?\n|$)/.test(after) && !/@ts-|eslint|biome|prettier/.test(comment.value))
      break
    start = comment.end ?? start
  }
  if (start <= 1) return { start, text: line + style.newline.repeat(program.body.length === 0 ? 1 : 2) }
  return { start, text: style.newline + line }
}

/** Whether a statement imports from, or requires, this module. */
export function mentionsModule(source: Source, name: string): boolean {
  return new RegExp(`(from|import\\s*\\(?|require\\s*\\()\\s*["']${name}["']`).test(withoutComments(source))
}

/** The text with its comments blanked: what was commented out does nothing. */
export function withoutComments({ text, comments }: Pick<Source, 'text' | 'comments'>): string {
  const blank = comments.map(({ start, end }) => {
    const from = start ?? 0
    return { start: from, end: end ?? from, text: ' ' }
  })
  return splice(text, blank)
}

/** Whether the name stands anywhere in the file, but in comments. */
export function usesName(source: Source, name: string): boolean {
  return new RegExp(`(?<![\\w$])${name}(?![\\w$])`).test(withoutComments(source))
}

export function startOf(node: Pick<Statement, 'start'>): number {
  return node.start as number
}

export function endOf(node: Pick<Statement, 'end'>): number {
  return node.end as number
}
