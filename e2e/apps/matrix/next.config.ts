import type { NextConfig } from 'next'

const config: NextConfig = {
  serverExternalPackages: ['undici'],
}

export default config
