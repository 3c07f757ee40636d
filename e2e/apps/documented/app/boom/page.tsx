export const dynamic = 'force-dynamic'

export default function Page(): never {
  throw new TypeError('The page gave way')
}
