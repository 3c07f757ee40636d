export const dynamic = 'force-dynamic'

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  const answer = await fetch(`${process.env.UPSTREAM_URL}/item?${id}`, { cache: 'no-store' })
  return (
    <p>
      {id} {await answer.text()}
    </p>
  )
}
