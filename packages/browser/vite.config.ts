import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

/** The page's script, `dist/client.js`; the modules beside it are built by `tsc`. */
export default defineConfig({
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
