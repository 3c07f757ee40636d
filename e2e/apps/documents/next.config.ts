import type { NextConfig } from 'next'

const nextConfig: NextConfig = { basePath: process.env.TEST_BASE_PATH }

export default nextConfig
