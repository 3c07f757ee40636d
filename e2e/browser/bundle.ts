import { fileURLToPath } from 'node:url'
import { build, type Rolldown } from 'vite'

const root = fileURLToPath(new URL('../..', import.meta.url))
const ENTRY = 'virtual:entry'

/**
 * A classic script of a page, from a module that may import `@kymo/browser` and what is installed. It is made of the
 * package's source: nothing has to be built before.
 */
export async function bundle(code: string): Promise<string> {
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
        resolveId: (id) => (id === ENTRY ? `${root}${ENTRY}` : undefined),
        load: (id) => (id === `${root}${ENTRY}` ? code : undefined),
      },
    ],
  })
  const { output: chunks } = output as Rolldown.RolldownOutput
  return chunks.map((chunk) => ('code' in chunk ? chunk.code : '')).join('\n')
}
