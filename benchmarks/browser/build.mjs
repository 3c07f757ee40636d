import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'

const here = fileURLToPath(new URL('.', import.meta.url))

/**
 * Builds one page's scripts, all with the same settings.
 *
 * @param {string} id its folder on the server
 * @param {readonly string[]} modules that it runs, in this order; paths from here
 * @param {'production' | 'development'} mode of React and of whatever else knows the two
 * @returns the page's entry, and every file that it may ask for, compressed
 */
export async function buildPage(id, modules, mode = 'production') {
  // What Vite replaces in the sources and by which condition it resolves packages, it takes from here.
  process.env.NODE_ENV = mode
  const { output } = await build({
    configFile: false,
    root: here,
    logLevel: 'error',
    mode,
    base: `/built/${id}/`,
    resolve: { dedupe: ['react', 'react-dom'] },
    plugins: [
      {
        name: 'entry',
        resolveId: (source) => (source === 'entry' ? '\0entry' : undefined),
        load: (source) =>
          source === '\0entry' ? modules.map((file) => `import '${here}${file}'`).join('\n') : undefined,
      },
    ],
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      minify: mode === 'production',
      rolldownOptions: { input: 'entry' },
    },
  })
  const files = new Map(
    output.map((chunk) => [
      `/built/${id}/${chunk.fileName}`,
      gzipSync(chunk.type === 'chunk' ? chunk.code : chunk.source, { level: 9 }),
    ]),
  )
  return { entry: `/built/${id}/${output[0].fileName}`, files }
}
