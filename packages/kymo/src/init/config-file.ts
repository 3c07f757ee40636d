import type { AssignmentExpression, ExportDefaultDeclaration, Statement } from '@babel/types'
import {
  afterImports,
  atTop,
  type Edit,
  endOf,
  mentionsModule,
  parseSource,
  type Source,
  type Splice,
  type Style,
  splice,
  startOf,
  usesName,
} from './source.ts'

const MODULE = '@kymo/next/config'

/** Wraps what a `next.config` file exports with `withKymo`, and leaves the rest as it is written. */
export function editConfig(text: string, file: string): Edit {
  const source = parseSource(text, file)
  if (source === undefined) return byHand('it could not be read')
  if (mentionsModule(source, MODULE)) return { kind: 'unchanged' }
  if (usesName(source, 'withKymo')) return byHand('it uses the name withKymo for something else')
  const { program, style } = source
  const module = program.body.find(isDefaultExport)
  if (module !== undefined) {
    const wrapped = wrapDefault(source, module)
    if (typeof wrapped === 'string') return byHand(wrapped)
    return changed(splice(text, [afterImports(source, configImport(style)), ...wrapped]))
  }
  const named = defaultSpecifier(program.body)
  if (named !== undefined) {
    if (named.only === undefined) return byHand('it exports more beside its default')
    const statement = `export default withKymo(${named.only})${style.semicolon}`
    return changed(
      splice(text, [
        afterImports(source, configImport(style)),
        { start: startOf(named.statement), end: endOf(named.statement), text: statement },
      ]),
    )
  }
  const assigned = program.body.map(exportsAssignment).filter((each) => each !== undefined)
  const last = assigned.at(-1)
  if (last === undefined) return byHand('it is not clear what it exports')
  if (/(?<![\w$.])module\.exports\s*=/.test(textAround(text, assigned)))
    return byHand('what it exports depends on conditions')
  const { quote, semicolon } = style
  return changed(
    splice(text, [
      atTop(source, `const { withKymo } = require(${quote}${MODULE}${quote})${semicolon}`),
      ...wrap(last.right),
    ]),
  )
}

/** A config for an app that has none. */
export function newConfig(typescript: boolean, style: Style): { file: string; text: string } {
  const { quote: q, semicolon: s, newline: n } = style
  const lines = typescript
    ? [
        configImport(style),
        `import type { NextConfig } from ${q}next${q}${s}`,
        '',
        `const nextConfig: NextConfig = {}${s}`,
      ]
    : [configImport(style), '', `/** @type {import('next').NextConfig} */`, `const nextConfig = {}${s}`]
  return {
    file: typescript ? 'next.config.ts' : 'next.config.mjs',
    text: [...lines, '', `export default withKymo(nextConfig)${s}`, ''].join(n),
  }
}

export function configImport({ quote, semicolon }: Style): string {
  return `import { withKymo } from ${quote}${MODULE}${quote}${semicolon}`
}

function isDefaultExport(statement: Statement): statement is ExportDefaultDeclaration {
  return statement.type === 'ExportDefaultDeclaration'
}

/** The splices, or why there are none. */
function wrapDefault({ style }: Source, statement: ExportDefaultDeclaration): readonly Splice[] | string {
  const { declaration } = statement
  if (declaration.type === 'ClassDeclaration') return 'it exports a class'
  if (declaration.type === 'FunctionDeclaration' && declaration.id != null) {
    // It stays a declaration: the rest of the file may use its name.
    return [
      { start: startOf(statement), end: startOf(declaration), text: '' },
      {
        start: endOf(statement),
        text: `${style.newline}${style.newline}export default withKymo(${declaration.id.name})${style.semicolon}`,
      },
    ]
  }
  return wrap(declaration)
}

function wrap(node: { start?: number | null; end?: number | null }): readonly Splice[] {
  return [
    { start: node.start as number, text: 'withKymo(' },
    { start: node.end as number, text: ')' },
  ]
}

/** `export { config as default }` */
function defaultSpecifier(
  body: readonly Statement[],
): { readonly statement: Statement; readonly only: string | undefined } | undefined {
  for (const statement of body) {
    if (statement.type !== 'ExportNamedDeclaration') continue
    for (const specifier of statement.specifiers) {
      if (specifier.type !== 'ExportSpecifier') continue
      const { exported, local } = specifier
      if ((exported.type === 'Identifier' ? exported.name : exported.value) !== 'default') continue
      const isOnly = statement.specifiers.length === 1 && statement.source == null
      return { statement, only: isOnly ? local.name : undefined }
    }
  }
  return undefined
}

/** `module.exports = …`, as a statement of its own. */
function exportsAssignment(statement: Statement): AssignmentExpression | undefined {
  if (statement.type !== 'ExpressionStatement') return undefined
  const { expression } = statement
  if (expression.type !== 'AssignmentExpression' || expression.operator !== '=') return undefined
  const { left, right } = expression
  if (left.type !== 'MemberExpression' || left.computed || right.type === 'AssignmentExpression')
    return undefined
  const { object, property } = left
  if (object.type !== 'Identifier' || object.name !== 'module') return undefined
  return property.type === 'Identifier' && property.name === 'exports' ? expression : undefined
}

/** The text without these nodes. */
function textAround(text: string, nodes: readonly { start?: number | null; end?: number | null }[]): string {
  return splice(
    text,
    nodes.map(({ start, end }) => ({ start: start as number, end: end as number, text: '' })),
  )
}

function changed(text: string): Edit {
  return { kind: 'changed', text }
}

function byHand(reason: string): Edit {
  return { kind: 'by-hand', reason }
}
