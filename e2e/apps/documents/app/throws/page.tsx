export const dynamic = 'force-dynamic'

export default function Page(): never {
  throw new Error('The page gave way')
}
