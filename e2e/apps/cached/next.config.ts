import type { NextConfig } from 'next'

/** Version 15 has 'use cache' without the rest of what belongs to it now. */
const config: NextConfig = {
  ...(process.env.CACHE_COMPONENTS === '0'
    ? { experimental: { useCache: true } }
    : { cacheComponents: true }),
}

export default config
