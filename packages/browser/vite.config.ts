import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'

/**
 * Says of every line of the script that it is nobody's to debug. A browser's developer tools then show the page's own
 * code as what made a request or wrote to the console, though the script stands in between.
 */
function ignoredByDebuggers(): Plugin {
  return {
    name: 'ignored-by-debuggers',
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue
        const code = chunk.code.trimEnd()
        const map = {
          version: 3,
          sources: ['kymo/client.js'],
          sourcesContent: ['// The script that kymo dev puts into the page.'],
          names: [],
          mappings: ['AAAA', ...code.split('\n').slice(1).fill('AACA')].join(';'),
          ignoreList: [0],
          x_google_ignoreList: [0],
        }
        const url = `data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`
        chunk.code = `${code}\n//# sourceMappingURL=${url}\n`
      }
    },
  }
}

/** A style sheet's indentation is for whoever writes it. */
function denseStyles(): Plugin {
  return {
    name: 'dense-styles',
    transform(code, id) {
      if (!id.endsWith('/panel/styles.ts')) return undefined
      return code.replace(/`[\s\S]*`/, (text) =>
        text.replace(/\s+/g, ' ').replace(/ ?([{}:;,]) (?!\()/g, '$1'),
      )
    },
  }
}

/** The page's script, `dist/client.js`; the modules beside it are built by `tsc`. */
export default defineConfig({
  plugins: [denseStyles(), ignoredByDebuggers()],
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    copyPublicDir: false,
    target: 'es2022',
    reportCompressedSize: false,
    lib: {
      entry: fileURLToPath(new URL('src/page-script.ts', import.meta.url)),
      formats: ['iife'],
      name: 'kymo',
      fileName: () => 'client.js',
    },
  },
})
