import type {
  ArrowFunctionExpression,
  Declaration,
  Expression,
  FunctionDeclaration,
  FunctionExpression,
  Statement,
} from '@babel/types'
import {
  afterImports,
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
  withoutComments,
} from './source.ts'

const MODULE = '@kymo/next/instrumentation'
const HOOKS = ['onRequestError', 'register'] as const
type Hook = (typeof HOOKS)[number]

/** How an `instrumentation` file makes one of the hooks that Next.js calls. */
type Making =
  | { readonly by: 'function'; readonly node: FunctionDeclaration }
  | { readonly by: 'value'; readonly node: Expression }
  | { readonly by: 'another file' }

/** Lets an `instrumentation` file start the agent and tell it of errors, beside what it does already. */
export function editInstrumentation(text: string, file: string): Edit {
  const source = parseSource(text, file)
  if (source === undefined) return byHand('it could not be read')
  if (mentionsModule(source, MODULE)) return { kind: 'unchanged' }
  const { program, style } = source
  if (program.body.some(({ type }) => type === 'ExportAllDeclaration' || type === 'TSExportAssignment'))
    return byHand('it hands on what another file exports')
  if (usesCommonJs(source)) return byHand('it is a CommonJS module')
  const name = usesName(source, 'kymo') ? 'kymoAgent' : 'kymo'
  const missing: Hook[] = []
  const splices: Splice[] = []
  for (const hook of HOOKS) {
    const making = makingOf(program.body, hook)
    if (making === undefined) {
      missing.push(hook)
      continue
    }
    const added = join(source, hook, making, name)
    if (typeof added === 'string') return byHand(added)
    splices.push(...added)
  }
  const lines = [
    ...(missing.length < HOOKS.length ? [namespaceImport(name, style)] : []),
    ...(missing.length > 0 ? [hooksExport(missing, style)] : []),
  ]
  return {
    kind: 'changed',
    text: splice(text, [afterImports(source, lines.join(style.newline)), ...splices]),
  }
}

export function hooksExport(hooks: readonly string[], { quote, semicolon }: Style): string {
  return `export { ${hooks.join(', ')} } from ${quote}${MODULE}${quote}${semicolon}`
}

export function namespaceImport(name: string, { quote, semicolon }: Style): string {
  return `import * as ${name} from ${quote}${MODULE}${quote}${semicolon}`
}

/** The splices, or why there are none. */
function join(source: Source, hook: Hook, making: Making, name: string): readonly Splice[] | string {
  if (making.by === 'another file') return `it takes ${hook} from another file`
  if (hook === 'onRequestError' && making.by === 'value') {
    return [
      { start: startOf(making.node), text: `${name}.withRequestErrors(` },
      { start: endOf(making.node), text: ')' },
    ]
  }
  const { node } = making
  if (!isFunction(node)) return `what ${hook} is can't be seen in it`
  if (node.body.type !== 'BlockStatement') return `${hook} has no block to add to`
  const call = hook === 'register' ? `${name}.register()` : errorCall(node, name)
  if (call === undefined) return `${hook} does not name what it is given`
  const { style } = source
  const [first] = node.body.body
  const directives = node.body.directives.at(-1)
  const indent = first === undefined ? style.indent : indentAt(source.text, startOf(first))
  const line = `${style.newline}${indent}${call}${style.semicolon}`
  const isEmpty = first === undefined && directives === undefined
  const text = isEmpty && !source.text.slice(startOf(node.body), endOf(node.body)).includes('\n')
  return [
    {
      start: directives === undefined ? startOf(node.body) + 1 : endOf(directives),
      text: text ? line + style.newline : line,
    },
  ]
}

function isFunction(
  node: Expression | FunctionDeclaration,
): node is FunctionDeclaration | FunctionExpression | ArrowFunctionExpression {
  return /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)
}

function errorCall({ params }: Pick<FunctionDeclaration, 'params'>, name: string): string | undefined {
  const names = params.map((param) => (param.type === 'Identifier' ? param.name : undefined))
  return names.length < 2 || names.includes(undefined)
    ? undefined
    : `${name}.onRequestError(${names.slice(0, 3).join(', ')})`
}

function indentAt(text: string, place: number): string {
  return /[^\S\n]*$/.exec(text.slice(0, place))?.[0] ?? ''
}

function makingOf(body: readonly Statement[], hook: Hook): Making | undefined {
  for (const statement of body) {
    if (statement.type !== 'ExportNamedDeclaration') continue
    const making = statement.declaration == null ? undefined : declared(statement.declaration, hook)
    if (making !== undefined) return making
    for (const specifier of statement.specifiers) {
      const { exported } = specifier
      if ((exported.type === 'Identifier' ? exported.name : exported.value) !== hook) continue
      if (specifier.type !== 'ExportSpecifier' || statement.source != null) return { by: 'another file' }
      const { name } = specifier.local
      for (const each of body) {
        const local = declared(each, name)
        if (local !== undefined) return local
      }
      return { by: 'another file' }
    }
  }
  return undefined
}

function declared(node: Declaration | Statement, name: string): Making | undefined {
  if (node.type === 'FunctionDeclaration')
    return node.id?.name === name ? { by: 'function', node } : undefined
  if (node.type !== 'VariableDeclaration') return undefined
  for (const { id, init } of node.declarations) {
    if (id.type === 'Identifier' && id.name === name && init != null) return { by: 'value', node: init }
  }
  return undefined
}

function usesCommonJs(source: Source): boolean {
  return (
    /(?<![\w$.])(module\.exports|exports\.\w+)\s*=/.test(withoutComments(source)) &&
    !source.program.body.some(({ type }) => type.startsWith('Import') || type.startsWith('Export'))
  )
}

function byHand(reason: string): Edit {
  return { kind: 'by-hand', reason }
}
