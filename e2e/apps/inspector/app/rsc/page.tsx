export const dynamic = 'force-dynamic'

async function Inner() {
  await new Promise((resolve) => setTimeout(resolve, 1))
  throw new TypeError('rsc gave way')
}

export default function Page() {
  return <Inner />
}
