import { execFileSync } from 'node:child_process'
import {
  cp,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { planInit } from '../src/init/plan.ts'
import { detectProject } from '../src/init/project.ts'
import { planUndo, undoFiles, writeFiles } from '../src/init/record.ts'
import { kymo } from './kymo-process.ts'

/* Real projects, inside the workspace so that Next.js and Kymo are found in them. */

const repository = fileURLToPath(new URL('../../..', import.meta.url))

type Files = Readonly<Record<string, string>>

const CONFIGS: Readonly<Record<string, { readonly file: string; readonly text: string } | undefined>> = {
  none: undefined,
  'ts object': {
    file: 'next.config.ts',
    text: `import type { NextConfig } from 'next'\n\nconst config: NextConfig = { reactStrictMode: true }\n\nexport default config\n`,
  },
  'ts function': {
    file: 'next.config.ts',
    text: `import type { NextConfig } from "next";\n\nexport default async function config(phase: string): Promise<NextConfig> {\n  return { env: { PHASE: phase } };\n}\n`,
  },
  'mjs wrapped': {
    file: 'next.config.mjs',
    text: `const withOther = (config) => ({ ...config, poweredByHeader: false })\n\nexport default withOther({ reactStrictMode: true })\n`,
  },
  'cjs object': {
    file: 'next.config.cjs',
    text: `/** @type {import('next').NextConfig} */\nmodule.exports = {\n  reactStrictMode: true,\n};\n`,
  },
  'js function': {
    file: 'next.config.js',
    text: `module.exports = (phase, { defaultConfig }) => {\n  return { ...defaultConfig, env: { phase } }\n}\n`,
  },
}

const SHAPES = ['ts', 'js'].flatMap((language) =>
  [['app'], ['pages'], ['app', 'pages']].flatMap((routers) =>
    ['', 'src/'].flatMap((base) =>
      Object.keys(CONFIGS)
        .filter((config) => language === 'ts' || !config.startsWith('ts'))
        .map((config) => ({ language, routers, base, config })),
    ),
  ),
)

let parent: string
let root: string
let count = 0

beforeAll(async () => {
  await mkdir(join(repository, 'e2e/.apps'), { recursive: true })
  parent = await mkdtemp(join(repository, 'e2e/.apps/init-'))
})

afterAll(() => rm(parent, { recursive: true, force: true }))

beforeEach(async () => {
  root = join(parent, String(++count))
  await mkdir(root)
})

async function write(files: Files): Promise<void> {
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, file)), { recursive: true })
    await writeFile(join(root, file), text)
  }
}

/** Every file of the project but Kymo's own, with what is in it. */
async function contents(): Promise<Files> {
  const files: Record<string, string> = {}
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile() && !path.includes('.kymo'))
      files[path.slice(root.length + 1)] = await readFile(path, 'latin1')
  }
  return files
}

const manifest = `${JSON.stringify({ name: 'app', private: true, dependencies: { next: '16.4.6', react: '^19' } }, null, 2)}\n`

function shapeFiles({ language, routers, base, config }: (typeof SHAPES)[number]): Files {
  const x = language === 'ts' ? 'tsx' : 'jsx'
  const made = CONFIGS[config]
  return {
    'package.json': manifest,
    ...(language === 'ts' ? { 'tsconfig.json': '{}' } : undefined),
    ...(made === undefined ? undefined : { [made.file]: made.text }),
    ...(routers.includes('app')
      ? { [`${base}app/page.${x}`]: `export default function Page() {\n  return null\n}\n` }
      : undefined),
    ...(routers.includes('pages')
      ? { [`${base}pages/old.${x}`]: `export default function Old() {\n  return null\n}\n` }
      : undefined),
  }
}

describe('every shape of an app', () => {
  const kept: { folder: string; config: string }[] = []

  test.each(SHAPES)('$language $routers $base config: $config', async (shape) => {
    await write(shapeFiles(shape))
    const before = await contents()
    const plan = await planInit(await detectProject(root), '0.1.0')
    expect(plan.byHand).toEqual([])
    await writeFiles(root, plan.files)
    const after = await contents()
    const extension = shape.language
    const config =
      CONFIGS[shape.config]?.file ?? (shape.language === 'ts' ? 'next.config.ts' : 'next.config.mjs')
    expect(
      Object.keys(after)
        .filter((file) => before[file] !== after[file])
        .toSorted(),
    ).toEqual(
      [
        config,
        'package.json',
        `${shape.base}instrumentation-client.${extension}`,
        `${shape.base}instrumentation.${extension}`,
      ].toSorted(),
    )

    // Again: nothing is left to do.
    expect((await planInit(await detectProject(root), '0.1.0')).files).toEqual([])
    await cp(root, `${root}-kept`, { recursive: true })
    kept.push({ folder: `${root}-kept`, config })

    await undoFiles(root, await planUndo(root))
    expect(await contents()).toEqual(before)
    expect(await readdir(root)).not.toContain('.kymo')
  })

  test('is a valid program afterwards, and its config has what it had and what Kymo needs', async () => {
    expect(kept).toHaveLength(SHAPES.length)
    await writeFile(
      join(parent, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          strict: true,
          noEmit: true,
          skipLibCheck: true,
          target: 'es2022',
          lib: ['dom', 'esnext'],
          module: 'esnext',
          moduleResolution: 'bundler',
          allowJs: true,
          jsx: 'preserve',
          types: ['node'],
        },
        include: ['*-kept/**/*'],
      }),
    )
    execFileSync(process.execPath, [join(repository, 'node_modules/typescript/bin/tsc'), '-p', parent], {
      encoding: 'utf8',
      stdio: 'pipe',
    })

    const scripts = kept.filter(({ config }) => !config.endsWith('.ts'))
    const read = `
      const out = []
      for (const file of ${JSON.stringify(scripts.map(({ folder, config }) => join(folder, config)))}) {
        const { default: config } = await import(file)
        out.push(typeof config === 'function' ? await config('phase-production-build', { defaultConfig: {} }) : config)
      }
      console.log(JSON.stringify(out))`
    const configs: unknown[] = JSON.parse(
      execFileSync(process.execPath, ['--input-type=module', '-e', read], { encoding: 'utf8' }),
    )
    expect(configs).toHaveLength(scripts.length)
    for (const config of configs) {
      expect(config).toMatchObject({
        env: { NEXT_PUBLIC_KYMO_PAGE: '' },
        serverExternalPackages: ['@kymo/next', '@kymo/node'],
      })
    }
    expect(
      configs.filter((config) => (config as { reactStrictMode?: boolean }).reactStrictMode).length,
    ).toBeGreaterThan(6)
  })
})

/** The command itself, in the project. */
async function run(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const process = kymo(['init', ...args], { cwd: root })
  const code = await process.exited
  return { code, out: process.stdout(), err: process.stderr() }
}

describe('the command', () => {
  const app = { 'package.json': manifest, 'app/page.jsx': '', 'next.config.mjs': 'export default {}\n' }

  test('--dry-run prints a diff and writes nothing', async () => {
    await write(app)
    const before = await contents()
    const { code, out } = await run('--dry-run')
    expect(code).toBe(0)
    expect(out).toMatchInlineSnapshot(`
      "kymo  Next.js 16.4.6 · App Router · JavaScript · npm

      --- a/package.json
      +++ b/package.json
      @@ -2,7 +2,11 @@
         "name": "app",
         "private": true,
         "dependencies": {
      +    "@kymo/next": "^0.1.0",
           "next": "16.4.6",
           "react": "^19"
      +  },
      +  "devDependencies": {
      +    "kymo": "^0.1.0"
         }
       }

      --- a/next.config.mjs
      +++ b/next.config.mjs
      @@ -1,1 +1,3 @@
      -export default {}
      +import { withKymo } from '@kymo/next/config'
      +
      +export default withKymo({})

      --- /dev/null
      +++ b/instrumentation.js
      @@ -0,0 +1,1 @@
      +export { onRequestError, register } from '@kymo/next/instrumentation'

      --- /dev/null
      +++ b/instrumentation-client.js
      @@ -0,0 +1,1 @@
      +import '@kymo/next/client'
      "
    `)
    expect(await contents()).toEqual(before)
    expect(await readdir(root)).not.toContain('.kymo')
  })

  test('writes, does nothing the second time, and takes it all back', async () => {
    await write(app)
    const before = await contents()
    const first = await run()
    expect(first).toMatchObject({ code: 0, err: '' })
    expect(first.out).toMatch(
      /changed {2}package\.json[\s\S]*changed {2}next\.config\.mjs[\s\S]*npm install[\s\S]*npx kymo dev/,
    )
    const second = await run()
    expect(second).toMatchObject({ code: 0 })
    expect(second.out).toContain('Everything is in place already.')
    const undone = await run('--undo')
    expect(undone).toMatchObject({ code: 0 })
    expect(undone.out).toMatch(/restored {2}package\.json[\s\S]*removed {2}instrumentation\.js/)
    expect(await contents()).toEqual(before)
    expect(await run('--undo')).toMatchObject({ code: 1, err: expect.stringMatching(/^NOTHING_TO_UNDO/) })
  })

  test('writes through a link to a file of the app, says where to, and takes it back there', async () => {
    const { 'next.config.mjs': text, ...others } = app
    await write({ ...others, 'config/next.mjs': text })
    await symlink('config/next.mjs', join(root, 'next.config.mjs'))
    const before = await contents()
    const { code, out } = await run()
    expect(code).toBe(0)
    expect(out).toContain('changed  next.config.mjs → config/next.mjs')
    expect((await contents())['config/next.mjs']).toContain('withKymo({})')
    expect((await run()).out).toContain('Everything is in place already.')
    expect(await run('--undo')).toMatchObject({ code: 0 })
    expect(await contents()).toEqual(before)
    expect(await readlink(join(root, 'next.config.mjs'))).toBe('config/next.mjs')
  })

  test('leaves what links lead to outside of the app to a person', async () => {
    const { 'next.config.mjs': text, ...others } = app
    await write(others)
    const shared = `${root}-shared`
    await mkdir(shared)
    await writeFile(join(shared, 'next.mjs'), text)
    await symlink(join(shared, 'next.mjs'), join(root, 'next.config.mjs'))
    // Nothing is there, so that it would be written as a new file.
    await symlink(join(shared, 'hooks.js'), join(root, 'instrumentation.js'))
    const before = await contents()
    const { code, out } = await run()
    expect(code).toBe(2)
    const place = `../${basename(shared)}`
    expect(out).toContain(
      `by hand  next.config.mjs: it is a link out of the app, to ${place}/next.mjs. Write into it:`,
    )
    expect(out).toContain('export default withKymo(')
    expect(out).toContain(`by hand  instrumentation.js: it is a link to ${place}/hooks.js, where nothing is.`)
    expect(await readdir(shared)).toEqual(['next.mjs'])
    expect(await readFile(join(shared, 'next.mjs'), 'utf8')).toBe(text)
    expect(await run('--undo')).toMatchObject({ code: 0 })
    expect(await contents()).toEqual(before)
    expect((await lstat(join(root, 'instrumentation.js'))).isSymbolicLink()).toBe(true)
  })

  test('adds to a file that a link leads to nothing that is there already', async () => {
    const { 'next.config.mjs': text, ...others } = app
    await write(others)
    await writeFile(`${root}-ready.mjs`, `import { withKymo } from '@kymo/next/config'\n\n${text}`)
    await symlink(`${root}-ready.mjs`, join(root, 'next.config.mjs'))
    expect(await run()).toMatchObject({ code: 0 })
  })

  test('takes nothing back when a file was edited since, and says which', async () => {
    await write(app)
    await run()
    await writeFile(join(root, 'next.config.mjs'), '// mine\n')
    const edited = await contents()
    expect(await run('--undo')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^EDITED_SINCE {2}next\.config\.mjs was edited/),
    })
    expect(await contents()).toEqual(edited)
  })

  test('goes back to the first state after two runs, and takes a run back that was cut short', async () => {
    await write(app)
    const before = await contents()
    await run()
    await rm(join(root, 'instrumentation.js'))
    await run()
    // As if the command had been killed before it wrote this one.
    await writeFile(join(root, 'package.json'), manifest)
    expect(await run('--undo')).toMatchObject({ code: 0 })
    expect(await contents()).toEqual(before)
  })

  test('says what to write by hand where it is not certain, does the rest, and ends with 2', async () => {
    await write({
      ...app,
      'next.config.mjs': 'export const x = 1\n',
      'instrumentation.js': "export * from './other'\n",
    })
    const { code, out } = await run()
    expect(code).toBe(2)
    expect(out).toContain('by hand  next.config.mjs: it is not clear what it exports')
    expect(out).toContain('export default withKymo(')
    expect(out).toContain('by hand  instrumentation.js: it hands on what another file exports')
    expect(out).toContain('kymo.register()')
    expect(Object.keys(await contents())).toContain('instrumentation-client.js')
  })

  test.each<[string, Files, string]>([
    ['no package', {}, 'NO_PACKAGE_JSON'],
    ['a broken package', { 'package.json': '{' }, 'BAD_PACKAGE_JSON'],
    ['another framework', { 'package.json': '{"dependencies":{"express":"5"}}' }, 'NOT_NEXT'],
    ['no routes', { 'package.json': manifest }, 'NO_ROUTES'],
    [
      'an old Next.js',
      {
        'package.json': '{"dependencies":{"next":"14.2.0"}}',
        'app/page.js': '',
        'node_modules/next/package.json': '{"name":"next","version":"14.2.0"}',
      },
      'NEXT_TOO_OLD',
    ],
  ])('%s: %s', async (_what, files, code) => {
    await write(files)
    // Above the project is the repository, which is no app.
    const result = await run()
    expect(result).toMatchObject({ code: 1, err: expect.stringMatching(new RegExp(`^${code} `)) })
  })
})
