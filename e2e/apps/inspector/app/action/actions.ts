'use server'

export async function act() {
  throw new Error('action gave way')
}
