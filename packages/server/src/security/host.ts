const LOCAL_NAMES = ['localhost', '127.0.0.1', '[::1]'] as const

/**
 * Whether a Host header names this collector. An exact list, because a name that an attacker controls may resolve to a
 * loopback address (DNS rebinding).
 */
export function isOwnHost(host: string, port: number): boolean {
  return ownHosts(port).includes(host.toLowerCase())
}

/** Origins of the pages that this collector serves itself. */
export function isOwnOrigin(origin: string, port: number): boolean {
  return ownHosts(port).some((host) => origin === `http://${host}`)
}

function ownHosts(port: number): string[] {
  const hosts = LOCAL_NAMES.map((name) => `${name}:${port}`)
  // Clients leave the scheme's own port out.
  return port === 80 ? [...hosts, ...LOCAL_NAMES] : hosts
}
