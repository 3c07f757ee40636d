// Visits the servers named as arguments, about ten times a second each, until it is told to end.
const servers = process.argv.slice(2)
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Of a hundred visits. */
const PATHS = [
  [50, 'GET', '/books'],
  [30, 'GET', () => `/books/${1 + Math.floor(Math.random() * 6)}`],
  [16, 'POST', '/orders'],
  [4, 'GET', () => `/reports/${2020 + Math.floor(Math.random() * 6)}`],
]

function choose() {
  let left = Math.random() * 100
  for (const [share, method, path] of PATHS) {
    left -= share
    if (left < 0) return [method, typeof path === 'function' ? path() : path]
  }
  return ['GET', '/']
}

await Promise.all(
  servers.map(async (server) => {
    for (;;) {
      const [method, path] = choose()
      // A server that is gone is part of the show.
      fetch(server + path, { method }).then(
        (response) => response.arrayBuffer(),
        () => {},
      )
      await pause(50 + Math.random() * 100)
    }
  }),
)
