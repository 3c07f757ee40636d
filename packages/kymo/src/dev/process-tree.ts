import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** All processes that a process has started, and those that they have; none where the system does not tell. */
export function descendantsOf(ancestor: number): number[] {
  const found = [ancestor]
  const parents = parentsByProcess()
  for (const one of found) for (const [pid, parent] of parents) if (parent === one) found.push(pid)
  return found.slice(1)
}

function parentsByProcess(): [pid: number, parent: number][] {
  try {
    return process.platform === 'linux' ? fromProc() : fromPs()
  } catch {
    return []
  }
}

/** Slim images of Linux have no `ps`. */
function fromProc(): [number, number][] {
  return readdirSync('/proc').flatMap((name): [number, number][] => {
    if (!/^\d+$/.test(name)) return []
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1')
      // After the program's name, which may hold anything: state, parent.
      const parent = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]
      return [[Number(name), Number(parent)]]
    } catch {
      // It has just ended.
      return []
    }
  })
}

function fromPs(): [number, number][] {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number) as [number, number])
}
