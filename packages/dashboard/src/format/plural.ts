import { count } from './quantity.ts'

/** `1 fetch`, `12 fetches` */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}
