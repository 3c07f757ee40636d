import { cookies } from 'next/headers'
import { notFound, permanentRedirect, redirect } from 'next/navigation'

export default async function Page({ params }: { params: Promise<{ kind: string }> }) {
  await cookies()
  const { kind } = await params
  if (kind === 'redirect') redirect('/')
  if (kind === 'permanent') permanentRedirect('/')
  if (kind === 'missing') notFound()
  return <p>well</p>
}
