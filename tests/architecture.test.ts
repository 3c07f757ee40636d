import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
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
const IMPORT = /(?:(?<!['"])\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(['"])([^'"\n]+)\1/g
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
      for (const [, , specifier] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
        if (!mayImport(specifier as string, file, folder, name, allowed))
          wrong.push(`${relative(folder, file)}: ${specifier}`)
      }
    }
    expect(sources.length).toBeGreaterThan(0)
    expect(wrong).toEqual([])
  })
})

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
    // These two run in browsers and at the edge.
    return name !== 'protocol' && name !== 'dashboard'
  }
  const owner = specifier.startsWith('@')
    ? specifier.split('/').slice(0, 2).join('/')
    : (specifier.split('/')[0] as string)
  return allowed.has(owner)
}
