import { parseExpression } from '@babel/parser'
import type { ObjectExpression, ObjectProperty } from '@babel/types'
import { type Splice, splice } from './source.ts'

/** What an app needs of Kymo: `@kymo/next` where it runs, the command where it is developed. */
const PACKAGES = [
  ['dependencies', '@kymo/next'],
  ['devDependencies', 'kymo'],
] as const

/** Names the packages that are not named yet, and leaves the rest as it is written. */
export function addPackages(text: string, version: string): string {
  let result = text
  for (const [section, name] of PACKAGES) {
    const manifest = JSON.parse(result.replace(/^\ufeff/, ''))
    if (manifest.dependencies?.[name] ?? manifest.devDependencies?.[name]) continue
    result = addPackage(result, section, name, `^${version}`)
  }
  return result
}

function addPackage(text: string, section: string, name: string, range: string): string {
  const bom = text.startsWith('\ufeff') ? 1 : 0
  const root = parseExpression(text.slice(bom)) as ObjectExpression
  const offset = (place: number | null | undefined) => (place as number) + bom
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  const indent = /^[^\S\n]+(?=")/m.exec(text)?.[0] ?? '  '
  const entry = `${JSON.stringify(name)}: ${JSON.stringify(range)}`
  const found = properties(root).find((property) => keyOf(property) === section)
  const value = found?.value
  if (value?.type === 'ObjectExpression' && value.properties.length > 0) {
    const gap = text.slice(offset(value.start) + 1, offset(properties(value)[0]?.start))
    return splice(text, [placeAmong(value, name, entry, gap, offset)])
  }
  const object = `{${newline}${indent}${indent}${entry}${newline}${indent}}`
  if (value != null)
    return splice(text, [{ start: offset(value.start), end: offset(value.end), text: object }])
  const property = `${JSON.stringify(section)}: ${object}`
  // Beside the other section where there is one, else at the end.
  const last =
    properties(root).find((each) => /^(dev)?dependencies$/i.test(keyOf(each))) ?? properties(root).at(-1)
  if (last === undefined) return `{${newline}${indent}${property}${newline}}${newline}`
  return splice(text, [{ start: offset(last.end), text: `,${newline}${indent}${property}` }])
}

/** In its alphabetical place, as npm puts it. */
function placeAmong(
  object: ObjectExpression,
  name: string,
  entry: string,
  separator: string,
  offset: (place: number | null | undefined) => number,
): Splice {
  const next = properties(object).find((property) => keyOf(property) > name)
  if (next !== undefined) return { start: offset(next.start), text: `${entry},${separator}` }
  return { start: offset(properties(object).at(-1)?.end), text: `,${separator}${entry}` }
}

function properties(object: ObjectExpression): ObjectProperty[] {
  return object.properties.filter((property) => property.type === 'ObjectProperty')
}

function keyOf({ key }: ObjectProperty): string {
  return key.type === 'StringLiteral' ? key.value : ''
}
