import { fileURLToPath } from 'node:url'
import { build, type Rolldown } from 'vite'

const root = fileURLToPath(new URL('../..', import.meta.url))
const ENTRY = 'virtual:entry'

/**
 * A classic script of a page, from modules that may import `@kymo/browser` and what is installed; they run in their order.
 * It is made of the package's source: nothing has to be built before.
 */
export async function bundle(...modules: readonly string[]): Promise<string> {
  const entries = modules.map((_, index) => `${ENTRY}-${index}`)
  const sources = new Map(modules.map((code, index) => [`${root}${ENTRY}-${index}`, code]))
  sources.set(root + ENTRY, entries.map((entry) => `import '${entry}'`).join('\n'))
  const output = await build({
    root,
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"development"' },
    resolve: {
      alias: [
        {
          find: /^@kymo\/(browser|protocol)$/,
          replacement: `${root}packages/$1/src/index.ts`,
        },
      ],
    },
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      rolldownOptions: { input: ENTRY, output: { format: 'iife' } },
    },
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id.startsWith(ENTRY) ? root + id : undefined),
        load: (id) => sources.get(id),
      },
    ],
  })
  const { output: chunks } = output as Rolldown.RolldownOutput
  return chunks.map((chunk) => ('code' in chunk ? chunk.code : '')).join('\n')
}
