/**
 * The path of the segment that a file of the App Router stands for, such as `/product/[id]` for
 * `src/app/product/[id]/page.tsx`. Groups and slots stay: they say which of several files it is.
 */
export function segmentPath(file: string): string {
  const folders = file.split('/').slice(0, -1)
  const app = folders.indexOf('app')
  return `/${folders.slice(app + 1).join('/')}`
}
