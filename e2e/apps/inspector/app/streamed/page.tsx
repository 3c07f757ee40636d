import { Suspense } from 'react'

export const dynamic = 'force-dynamic'

async function Late() {
  await new Promise((resolve) => setTimeout(resolve, 50))
  throw new Error('streamed gave way')
}

export default function Page() {
  return (
    <Suspense fallback="soon">
      <Late />
    </Suspense>
  )
}
