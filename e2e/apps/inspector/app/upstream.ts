export async function upstream(path: string): Promise<unknown> {
  const response = await fetch(`${process.env.UPSTREAM_URL}${path}`, { cache: 'no-store' })
  return response.json()
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
