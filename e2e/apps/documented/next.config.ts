import { withKymo } from '@kymo/next/config'
import type { NextConfig } from 'next'

const nextConfig: NextConfig = {
  ...(process.env.TEST_STANDALONE === undefined ? undefined : { output: 'standalone' }),
  poweredByHeader: false,
}

const { TEST_PAGE_URL: url, TEST_PAGE_KEY: key } = process.env

export default withKymo(
  nextConfig,
  url === undefined || key === undefined ? {} : { productionPage: { url, key } },
)
