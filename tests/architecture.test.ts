import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'vite'
import { describe, expect, test } from 'vitest'

/** Which packages of ours each package may import; the arrows of ARCHITECTURE.md. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  node: ['@kymo/protocol'],
  browser: ['@kymo/protocol'],
  next: ['@kymo/browser', '@kymo/node', '@kymo/protocol'],
  server: ['@kymo/protocol'],
  dashboard: ['@kymo/protocol'],
  kymo: ['@kymo/protocol', '@kymo/server'],
}

/** A dependency that is resolved, not imported: `kymo dev` preloads it into the app. */
const RESOLVED_ONLY: Readonly<Record<string, readonly string[]>> = { kymo: ['@kymo/next'] }

const packages = fileURLToPath(new URL('../packages', import.meta.url))
const BUILT_IN = new Set(builtinModules)

describe.each(readdirSync(packages))('packages/%s', (name) => {
  const folder = join(packages, name)
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const dependencies = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
  const sources = readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file) && !/(^|\/)testing\//.test(file))
    .map((file) => join(folder, 'src', file))

  test('depends on those of our packages that the arrows allow, and on no other', () => {
    const ours = dependencies.filter((dependency) => dependency.startsWith('@kymo/') || dependency === 'kymo')
    expect(ours.sort()).toEqual([...(ARROWS[name] ?? []), ...(RESOLVED_ONLY[name] ?? [])].sort())
  })

  test('imports only its own files, what it declares, and what the arrows allow', () => {
    const allowed = new Set([...dependencies.filter((d) => !d.startsWith('@kymo/')), ...(ARROWS[name] ?? [])])
    const wrong: string[] = []
    for (const file of sources) {
      for (const { specifier, onlyTypes } of importsOf(file)) {
        // A type leaves nothing behind in what is published.
        if (onlyTypes && specifier in (manifest.devDependencies ?? {})) continue
        if (!mayImport(specifier, file, folder, name, allowed))
          wrong.push(`${relative(folder, file)}: ${specifier}`)
      }
    }
    expect(sources.length).toBeGreaterThan(0)
    expect(wrong).toEqual([])
  })
})

/** What a file imports, re-exports or requires by a name that stands in its code. */
function importsOf(file: string): Import[] {
  const { program } = parseSync(file, readFileSync(file, 'utf8'))
  const imports: Import[] = []
  const look = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    const {
      type,
      source,
      importKind,
      callee,
      arguments: given,
    } = node as Readonly<Record<string, Node | undefined>>
    const required = callee?.name === 'require' ? (given as readonly Node[] | undefined)?.[0] : undefined
    const from = String(type).startsWith('Import') || String(type).startsWith('Export') ? source : required
    if (typeof from?.value === 'string')
      imports.push({ specifier: from.value, onlyTypes: importKind === ('type' as unknown) })
    for (const child of Object.values(node)) look(child)
  }
  look(program)
  return imports
}

interface Import {
  readonly specifier: string
  readonly onlyTypes: boolean
}

interface Node {
  readonly name?: unknown
  readonly value?: unknown
}

function mayImport(
  specifier: string,
  file: string,
  folder: string,
  name: string,
  allowed: ReadonlySet<string>,
): boolean {
  if (specifier.startsWith('.')) return !relative(folder, join(dirname(file), specifier)).startsWith('..')
  const bare = specifier.replace(/^node:/, '')
  if (BUILT_IN.has(bare) || BUILT_IN.has(bare.split('/')[0] as string)) {
    // These run in browsers and at the edge.
    return !['protocol', 'browser', 'dashboard'].includes(name)
  }
  const owner = specifier.startsWith('@')
    ? specifier.split('/').slice(0, 2).join('/')
    : (specifier.split('/')[0] as string)
  return allowed.has(owner)
}
