// @ts-check
import { createServer } from 'node:net'
import { fail } from './install.mjs'

/**
 * The first free port from `first` on.
 * @param {number} first
 * @returns {Promise<number>}
 */
export function freePort(first) {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', () =>
      first < 65_535 ? resolve(freePort(first + 1)) : reject(new Error('No port is free.')),
    )
    // Without an address, as an app will listen: a port that any address holds is not free.
    server.listen(first, () => server.close(() => resolve(first)))
  })
}

/**
 * The port that an environment variable names.
 * @param {string} name
 * @param {number} byDefault
 */
export function port(name, byDefault) {
  const value = process.env[name]
  if (value === undefined || value === '') return byDefault
  const number = Number(value)
  if (!Number.isInteger(number) || number < 1 || number > 65_535)
    fail(`${name} must be a port from 1 to 65535, not ${value}.`)
  return number
}
