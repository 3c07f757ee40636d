// What apps carry of @kymo/browser, by what they import: bundled and minified by Vite, compressed by gzip.
//
//   npm run bench:size
import { readFile, writeFile } from 'node:fs/promises'
import { bundleImports, IMPORT_SETS, sizesOf } from '../../packages/browser/tests/bundle-imports.mjs'

/** Bytes, of `startPage`. */
const TARGET = 7000

const version = async (name) =>
  JSON.parse(await readFile(new URL(`../../node_modules/${name}/package.json`, import.meta.url), 'utf8'))
    .version
const bytes = (number) => number.toLocaleString('en')

const rows = []
let core
for (const [set, names] of Object.entries(IMPORT_SETS)) {
  const chunks = await bundleImports(names)
  const { first, all } = sizesOf(chunks)
  if (set === 'startPage') core = { first, all }
  const later = chunks.filter((chunk) => !chunk.first).sort((a, b) => b.gzip - a.gzip)
  const named = later.map(({ name, gzip }) => `${name} ${bytes(gzip)}`).join(', ')
  const minified = chunks.reduce((sum, chunk) => sum + chunk.bytes, 0)
  rows.push(`| \`${set}\` | ${bytes(first)} | ${named || '–'} | ${bytes(all)} | ${bytes(minified)} |`)
}

const text = `# What a page carries

Bytes after gzip (level 9) that an app's bundle grows by, by what it imports of \`@kymo/browser\`; minified by Vite ${await version('vite')},
without the code that Vite itself adds to load chunks. 'At once' is what is there before any of it runs; 'later' are
chunks that it loads itself. With \`startPage\` that is the \`web-vitals\` library (${await version('web-vitals')}) and what can wait for it,
right after the first file has run; \`attributed-vitals\` only where a \`PerformanceMonitor\` is told \`attribution: true\`,
in place of \`plain-vitals\`.

| import | at once | later | all | all, before gzip |
|---|---:|---|---:|---:|
${rows.join('\n')}

Target: visits, the page's own fetches, vitals and errors in ${bytes(TARGET)} bytes. With vitals it is ${bytes(core.all)}: ${core.all <= TARGET ? 'met' : `missed by ${bytes(core.all - TARGET)}`}.
What is there at once, visits, fetches, errors, redaction and delivery, takes ${bytes(core.first)}.

Written by \`npm run bench:size\`.
`
await writeFile(new URL('../results/size.md', import.meta.url), text)
console.log(text)
