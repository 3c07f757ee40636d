'use client'

export function Broken() {
  if (typeof window === 'undefined') {
    throw new Error('ssr gave way')
  }
  return <p>in the browser</p>
}
