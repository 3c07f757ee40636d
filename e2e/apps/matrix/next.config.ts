import type { NextConfig } from 'next'

const config: NextConfig = {
  experimental: { useCache: true },
  serverExternalPackages: ['undici'],
}

export default config
