export async function upstream(path: string): Promise<unknown> {
  const response = await fetch(`${process.env.UPSTREAM_URL}${path}`, { cache: 'no-store' })
  return response.json()
}
