'use server'

import { revalidatePath, revalidateTag } from 'next/cache'
import { notFound, permanentRedirect, redirect } from 'next/navigation'
import { upstream } from '../upstream'

const later = revalidateTag as (tag: string, profile?: string) => void

export async function save(_form: FormData) {
  await Promise.all([upstream('/rates'), upstream('/promotion')])
}

export async function fail(_form: FormData) {
  throw new RangeError('The action gave way')
}

export async function leave(_form: FormData) {
  redirect('/done?order=7&token=abc')
}

export async function leaveForGood() {
  permanentRedirect('/done')
}

export async function missing() {
  notFound()
}

export async function renew() {
  revalidatePath('/done')
  revalidatePath('/photo/[id]', 'page')
  later('products', 'max')
  revalidatePath('/')
}

export async function count(before: { clicks: number }, form: FormData): Promise<{ clicks: number }> {
  return { clicks: before.clicks + Number(form.get('step')) }
}

export async function bound(owner: { name: string; password: string }, id: string, form: FormData) {
  await upstream(`/rates?of=${owner.name}-${id}-${form.get('title')}`)
}

export async function everything(...args: unknown[]) {
  return args.length
}

export async function passed(text: string) {
  return text.toUpperCase()
}

export async function slow(label: string) {
  await new Promise((resolve) => setTimeout(resolve, 100))
  return label
}

export default async function standard() {
  await upstream('/rates')
}
