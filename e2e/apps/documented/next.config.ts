import { withKymo } from '@kymo/next/config'
import type { NextConfig } from 'next'

const nextConfig: NextConfig = {
  ...(process.env.TEST_STANDALONE === undefined ? undefined : { output: 'standalone' }),
  poweredByHeader: false,
  // Tests look at the size of what browsers load, and at nothing else that takes its time to build.
  typescript: { ignoreBuildErrors: true },
  experimental: {
    serverMinification: false,
    turbopackSourceMaps: process.env.NODE_ENV === 'development',
  },
}

const { TEST_PAGE_URL: url, TEST_PAGE_KEY: key } = process.env

export default withKymo(
  nextConfig,
  url === undefined || key === undefined ? {} : { productionPage: { url, key } },
)
