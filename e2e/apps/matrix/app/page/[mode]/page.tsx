import { calls } from '@/lib/calls'
import { nodeClients } from '@/lib/node-clients'
import { upstream } from '@/lib/upstream'

interface Props {
  params: Promise<{ mode: string }>
  searchParams: Promise<{ mark?: string }>
}

export default async function Page({ params, searchParams }: Props) {
  const { mode } = await params
  const { mark = mode } = await searchParams
  if (mode === 'here') await (await fetch(upstream(`/json/${mark}`))).text()
  else await (calls[mode] ?? nodeClients[mode])?.(mark)
  return <p>{mode}</p>
}
