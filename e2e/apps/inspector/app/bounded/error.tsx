'use client'

export default function Failed() {
  return <p>it failed</p>
}
