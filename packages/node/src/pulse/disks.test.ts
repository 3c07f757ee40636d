import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Disks, type DisksOptions } from './disks.ts'
import { SystemFiles } from './system-files.ts'

const MOUNTS = `
22 27 0:21 / /proc rw - proc proc rw
27 1 0:50 / / rw - overlay overlay rw
28 27 254:1 /etc/hosts /etc/hosts rw - ext4 /dev/vda1 rw
29 27 254:2 / /data rw - ext4 /dev/vdb rw
30 27 254:2 /sub /data/again rw - ext4 /dev/vdb rw
31 27 254:3 / /mnt/with\\040blank rw - xfs /dev/vdc rw
32 27 254:4 / /mnt/image ro - ext4 /dev/vdd ro
33 27 0:60 / /srv rw - nfs4 server:/srv rw
34 27 0:61 / /other rw - nfs4 server:/other rw
35 27 0:62 / /tmp rw - tmpfs tmpfs rw
`

let root: string
/** Paths that were asked for, with how to answer. */
let asked: [path: string, answer: (blocks?: number) => void][]

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kymo-disks-'))
  await mkdir(join(root, 'proc/self'), { recursive: true })
  await writeFile(join(root, 'proc/self/mountinfo'), MOUNTS)
  asked = []
})
afterEach(() => rm(root, { recursive: true }))

function disksIn(directory: string, options: DisksOptions = {}): Disks {
  return new Disks({
    files: new SystemFiles(root),
    linux: true,
    directory: () => directory,
    statfs: (path, done) => {
      asked.push([path, (blocks = 100) => done(null, { blocks, bsize: 10, bavail: 25 } as never)])
    },
    ...options,
  })
}

/** Answers all questions, also those that follow. */
function answerAll(): string[] {
  const paths: string[] = []
  for (let next = asked.shift(); next !== undefined; next = asked.shift()) {
    paths.push(next[0])
    next[1]()
  }
  return paths
}

test('the root, the working directory’s and the machine’s own disks are told of, each once', () => {
  const disks = disksIn('/srv/app')
  expect(disks.read()).toEqual([])
  expect(answerAll()).toEqual(['/', '/srv', '/data', '/mnt/with blank'])
  expect(disks.read()).toEqual(
    ['/', '/data', '/mnt/with blank', '/srv'].map((path) => ({ path, total: 1000, free: 250 })),
  )
})

test('of a network’s disks only that of the working directory is asked', () => {
  disksIn('/home').read()
  expect(answerAll()).toEqual(['/', '/data', '/mnt/with blank'])
})

test('a network’s disk that does not answer is asked once, and keeps no other from being told', () => {
  const disks = disksIn('/srv')
  disks.read()
  const hanging = asked.findIndex(([path]) => path === '/srv')
  asked.splice(hanging, 1)
  answerAll()
  for (let heartbeat = 0; heartbeat < 30; heartbeat++) {
    expect(disks.read().map(({ path }) => path)).toEqual(['/', '/data', '/mnt/with blank'])
    expect(answerAll()).not.toContain('/srv')
  }
})

test('a disk of the machine that hangs takes one thread, however long', () => {
  const disks = disksIn('/')
  for (let heartbeat = 0; heartbeat < 30; heartbeat++) disks.read()
  expect(asked.map(([path]) => path)).toEqual(['/'])
})

test('what is no disk, such as a file system of the kernel, is left out', () => {
  const disks = disksIn('/')
  disks.read()
  asked.shift()?.[1](0)
  answerAll()
  expect(disks.read().map(({ path }) => path)).not.toContain('/')
})

test('this machine’s own are read for real', async () => {
  const disks = new Disks()
  disks.read()
  await expect.poll(() => disks.read().length).toBeGreaterThan(0)
  const [disk] = disks.read()
  expect(disk?.total).toBeGreaterThan(disk?.free ?? 0)
})

test('a working directory that is gone, or a question that fails, is no reason to fail', () => {
  const disks = disksIn('/', {
    directory: () => {
      throw new Error('ENOENT')
    },
    statfs: () => {
      throw new Error('EINVAL')
    },
  })
  expect(disks.read()).toEqual([])
})
