export const runtime = 'edge'
export const dynamic = 'force-dynamic'

export async function GET() {
  const answer = await fetch(`${process.env.UPSTREAM_URL}/edge`, { cache: 'no-store' })
  return new Response(await answer.text())
}
