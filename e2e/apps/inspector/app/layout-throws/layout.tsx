export const dynamic = 'force-dynamic'

export default async function Layout() {
  throw new Error('layout gave way')
}
