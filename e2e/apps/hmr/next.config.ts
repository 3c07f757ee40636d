import type { NextConfig } from 'next'

const config: NextConfig = {
  env: { CONFIG: 'config:0;' },
  output: process.env.OUTPUT === 'standalone' ? 'standalone' : undefined,
}

export default config
