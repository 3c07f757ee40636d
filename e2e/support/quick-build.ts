import type { AppCopy } from './next-app.ts'

/** What a bundler needn't do for a test: check types, make files small, map them to their sources, keep its work. */
const quick = `
export default {
  ...given,
  typescript: { ignoreBuildErrors: true },
  eslint: { ignoreDuringBuilds: true },
  experimental: {
    ...given.experimental,
    cpus: 1,
    serverMinification: false,
    turbopackMinify: false,
    turbopackSourceMaps: process.env.NODE_ENV === 'development',
    turbopackFileSystemCacheForBuild: false,
    turbopackFileSystemCacheForDev: false,
  },
  // Version 16 asks for it where there is one for webpack.
  turbopack: given.turbopack ?? {},
  webpack: (config) => {
    config.optimization.minimize = false
    return config
  },
}
`

/** Has the copy built in half the time, by its configuration. Not for tests of what browsers load of a build. */
export async function buildQuickly(copy: AppCopy): Promise<void> {
  await copy.edit('next.config.ts', (text) => text.replace('export default ', 'const given = ') + quick)
}
