import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Rollup } from 'vite'

export interface PageBuild {
  /** Major version. */
  readonly react: 18 | 19
  readonly production?: boolean
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The script of `page.tsx` with this build of React in it. */
export function buildReactPage({ react, production = false }: PageBuild): Promise<string> {
  const from = createRequire(here(react === 18 ? '../../apps/react-18/package.json' : './build.ts'))
  const folder = (name: string) => dirname(from.resolve(`${name}/package.json`))
  return bundle(here('page.tsx'), production, { react: folder('react'), 'react-dom': folder('react-dom') })
}

/** `@kymo/browser` as the global `kymo`. */
export const buildKymo = (): Promise<string> =>
  bundle(here('../../../packages/browser/dist/index.js'), true, {})

async function bundle(entry: string, production: boolean, alias: Record<string, string>): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: 'silent',
    mode: production ? 'production' : 'development',
    define: { 'process.env.NODE_ENV': JSON.stringify(production ? 'production' : 'development') },
    resolve: { alias, dedupe: [] },
    oxc: { jsx: { runtime: 'automatic', development: false } },
    build: {
      write: false,
      target: 'es2022',
      minify: false,
      lib: { entry, formats: ['iife'], name: 'kymo', fileName: 'page' },
    },
  })
  const [{ output: chunks }] = output as Rollup.RollupOutput[] as [Rollup.RollupOutput]
  return chunks[0].code
}
