import { calls } from '@/lib/calls'

export const runtime = 'edge'

interface Props {
  params: Promise<{ mode: string }>
  searchParams: Promise<{ mark?: string }>
}

export default async function Page({ params, searchParams }: Props) {
  const { mode } = await params
  const { mark = mode } = await searchParams
  await calls[mode]?.(mark)
  return <p>{mode}</p>
}
