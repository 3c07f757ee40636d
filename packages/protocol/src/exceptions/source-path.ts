/** How bundlers call a file of the project. */
const BUNDLER_PREFIX =
  /^(?:turbopack:\/\/\/?\[project\]\/|webpack-internal:\/\/\/(?:\([^)]*\)\/)?(?:\.\/)?|webpack:\/\/[^/]*\/(?:\([^)]*\)\/)?(?:\.\/)?|rsc:\/\/React\/[^/]*\/|about:\/\/React\/[^/]*\/)/

/**
 * A source's path as the project's people know it: without what bundlers put before it. What they can't have written
 * is left as it is.
 */
export function sourcePath(source: string): string {
  let path = source
  for (let before = ''; before !== path; ) {
    before = path
    path = path.replace(BUNDLER_PREFIX, '')
  }
  return decodePath(path.replace(/^file:\/\//, '').replace(/[?#].*$/, '')).replaceAll('\\', '/')
}

function decodePath(path: string): string {
  if (!path.includes('%')) return path
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/** What is nobody's own code: packages, the frameworks, the engine, the browser's extensions, what observes the page. */
const FOREIGN =
  /(?:^|\/)node_modules\/|^webpack:\/\/next\/|^node:|^native|^<anonymous>|^(?:chrome|moz|safari-web)-extension:|(?:^|\/)webpack\/(?:runtime|bootstrap)|\[turbopack\]|\[next\]|^\[native|\/__kymo\/|(?:^|\/)@kymo\/|^react-server-dom|^data:|^blob:/

/** Whether a source is the app's own. */
export function isAppSource(path: string): boolean {
  return path !== '' && !FOREIGN.test(path)
}

/** Whether a script is what a bundler made: its name says nothing, and changes with every build. */
export function isBuiltFile(path: string): boolean {
  return /(?:^|\/)(?:_next|\.next)\/|(?:^|\/)dist\/assets\//.test(path)
}
