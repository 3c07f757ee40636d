'use server'

export async function save() {
  await fetch(`${process.env.UPSTREAM_URL}/saved`, { cache: 'no-store' })
}
