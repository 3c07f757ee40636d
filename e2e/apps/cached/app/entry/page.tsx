import { Suspense } from 'react'
import { cachedAnswer } from '@/lib/answers'

interface Props {
  searchParams: Promise<{ mark?: string }>
}

async function Answer({ searchParams }: Props) {
  const { mark = '' } = await searchParams
  return <p>{await cachedAnswer(mark)}</p>
}

export default function Page({ searchParams }: Props) {
  return (
    <Suspense fallback={<p>Wait.</p>}>
      <Answer searchParams={searchParams} />
    </Suspense>
  )
}
