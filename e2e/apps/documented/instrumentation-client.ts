import '@kymo/next/client'
