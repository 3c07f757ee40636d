/** A call of the upstream service, which counts what reaches it. */
export async function upstream(path: string, init?: RequestInit): Promise<string> {
  const response = await fetch(`${process.env.UPSTREAM_URL}${path}`, init)
  return response.text()
}
