import type { GetServerSideProps } from 'next'
import { calls } from '@/lib/calls'
import { upstream } from '@/lib/upstream'

export const getServerSideProps: GetServerSideProps = async ({ query }) => {
  const [mode, mark] = [String(query.mode), String(query.mark)]
  if (mode === 'here') await (await fetch(upstream(`/json/${mark}`))).text()
  else await calls[mode]?.(mark)
  return { props: { mode } }
}

export default function Page({ mode }: { mode: string }) {
  return <p>{mode}</p>
}
