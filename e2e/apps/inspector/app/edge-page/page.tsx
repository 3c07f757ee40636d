export const runtime = 'edge'

export default async function Page() {
  await Promise.resolve()
  throw new Error('edge page gave way')
}
