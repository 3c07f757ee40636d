import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SystemFiles } from './system-files.ts'
import { SystemGauges } from './system-gauges.ts'

const GB = 1024 ** 3
const MEMINFO = `MemTotal:       ${8 * 1024 ** 2} kB\nMemFree:          100 kB\nMemAvailable:   ${6 * 1024 ** 2} kB\n`
const V2_MOUNT = '31 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw'
const V1_MOUNTS = ['cpu,cpuacct', 'memory']
  .map((names, index) => `3${index} 31 0:3${index} / /sys/fs/cgroup/${names} rw - cgroup cgroup rw,${names}`)
  .join('\n')
/** What version 1 says where there is no limit. */
const NONE = '9223372036854771712\n'

let root: string
let at: number

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kymo-gauges-'))
  at = 0
})
afterEach(() => rm(root, { recursive: true }))

async function put(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
}

async function machine(files: Readonly<Record<string, string>>): Promise<SystemGauges> {
  await put({
    '/proc/stat': 'cpu  100 0 0 900 0 0 0 0 0 0\ncpu0 1 1 1 1\n',
    '/proc/meminfo': MEMINFO,
    ...files,
  })
  return new SystemGauges({ files: new SystemFiles(root), linux: true, cores: 4, clock: () => at })
}

describe('a machine without limits', () => {
  test('is told of as a whole: processors but for idling and waiting, memory that programs can have', async () => {
    const gauges = await machine({ '/proc/self/cgroup': '0::/\n', '/proc/self/mountinfo': V2_MOUNT })
    await put({ '/proc/stat': 'cpu  150 10 20 1080 30 5 5 0 99 99\n' })
    expect(gauges.read()).toMatchObject({
      // 90 of 300 ticks.
      cpu_usage: 30,
      cpu_count: 4,
      memory_total: 8 * GB,
      memory_free: 6 * GB,
    })
    expect(gauges.read()).not.toHaveProperty('container')
  })

  test('says again what it said where its clock has not ticked since', async () => {
    const gauges = await machine({})
    await put({ '/proc/stat': 'cpu  150 0 0 950 0 0 0 0 0 0\n' })
    expect(gauges.read().cpu_usage).toBe(50)
    expect(gauges.read().cpu_usage).toBe(50)
  })

  test.each([
    ['of version 2', '0::/app\n', V2_MOUNT, { cpu: 'max 100000\n', memory: 'max\n' }],
    [
      'of version 2 that are more than the machine has',
      '0::/app\n',
      V2_MOUNT,
      { cpu: '800000 100000\n', memory: `${9 * GB}\n` },
    ],
  ])('has groups %s', async (_, cgroup, mountinfo, { cpu, memory }) => {
    const gauges = await machine({
      '/proc/self/cgroup': cgroup,
      '/proc/self/mountinfo': mountinfo,
      '/sys/fs/cgroup/app/cpu.max': cpu,
      '/sys/fs/cgroup/app/memory.max': memory,
    })
    expect(gauges.read()).toMatchObject({ cpu_count: 4, memory_total: 8 * GB })
    expect(gauges.read()).not.toHaveProperty('container')
  })

  test('has groups of version 1', async () => {
    const gauges = await machine({
      '/proc/self/cgroup': '5:memory:/app\n4:cpu,cpuacct:/app\n0::/\n',
      '/proc/self/mountinfo': `${V1_MOUNTS}\n${V2_MOUNT.replace('/sys/fs/cgroup', '/sys/fs/cgroup/unified')}`,
      '/sys/fs/cgroup/cpu,cpuacct/app/cpu.cfs_quota_us': '-1\n',
      '/sys/fs/cgroup/cpu,cpuacct/app/cpu.cfs_period_us': '100000\n',
      '/sys/fs/cgroup/memory/app/memory.limit_in_bytes': NONE,
    })
    expect(gauges.read()).toMatchObject({ cpu_count: 4, memory_total: 8 * GB })
  })

  test('without any of the kernel’s files is told of by what the platform says', async () => {
    const gauges = new SystemGauges({ files: new SystemFiles(join(root, 'nothing')), linux: false })
    const figures = gauges.read()
    expect(figures.memory_total).toBeGreaterThan(figures.memory_free)
    expect(figures.cpu_usage).toBeGreaterThanOrEqual(0)
    expect(figures.load_avg).toHaveLength(3)
  })
})

describe('a container', () => {
  test('of version 2 is told of by its own limits and use', async () => {
    const gauges = await machine({
      '/proc/self/cgroup': '0::/\n',
      '/proc/self/mountinfo': V2_MOUNT,
      '/sys/fs/cgroup/cpu.max': '150000 100000\n',
      '/sys/fs/cgroup/cpu.stat': 'usage_usec 5000000\nuser_usec 1\n',
      '/sys/fs/cgroup/memory.max': `${2 * GB}\n`,
      '/sys/fs/cgroup/memory.current': `${1.5 * GB}\n`,
      '/sys/fs/cgroup/memory.stat': `anon 1\ninactive_anon 5\ninactive_file ${GB}\n`,
    })
    at = 5000
    // 3.75 s of processors in 5 s, of the 7.5 s that it might have had.
    await put({ '/sys/fs/cgroup/cpu.stat': 'usage_usec 8750000\nuser_usec 1\n' })
    expect(gauges.read()).toMatchObject({
      container: true,
      cpu_usage: 50,
      cpu_count: 1.5,
      memory_total: 2 * GB,
      memory_free: 1.5 * GB,
    })
  })

  test('of version 1 as well, also where it is told a path that it does not see', async () => {
    const gauges = await machine({
      '/proc/self/cgroup': '5:memory:/docker/abc\n4:cpu,cpuacct:/docker/abc\n',
      '/proc/self/mountinfo': V1_MOUNTS.replaceAll(' / /sys', ' /docker/abc /sys'),
      '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us': '200000\n',
      '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us': '100000\n',
      '/sys/fs/cgroup/cpu,cpuacct/cpuacct.usage': '1000000000\n',
      '/sys/fs/cgroup/memory/memory.limit_in_bytes': `${GB}\n`,
      '/sys/fs/cgroup/memory/memory.usage_in_bytes': `${GB}\n`,
      '/sys/fs/cgroup/memory/memory.stat': `inactive_file 7\ntotal_inactive_file ${GB / 4}\n`,
    })
    at = 1000
    await put({ '/sys/fs/cgroup/cpu,cpuacct/cpuacct.usage': '3000000000\n' })
    expect(gauges.read()).toMatchObject({
      container: true,
      cpu_usage: 100,
      cpu_count: 2,
      memory_total: GB,
      memory_free: GB / 4,
    })
  })

  test('within others is told of by the tightest limit, and the use of all that it holds for', async () => {
    const gauges = await machine({
      '/proc/self/cgroup': '0::/pod/app\n',
      '/proc/self/mountinfo': V2_MOUNT,
      '/sys/fs/cgroup/pod/app/cpu.max': 'max 100000\n',
      '/sys/fs/cgroup/pod/cpu.max': '100000 100000\n',
      '/sys/fs/cgroup/pod/cpu.stat': 'usage_usec 0\n',
      '/sys/fs/cgroup/pod/app/memory.max': `${3 * GB}\n`,
      '/sys/fs/cgroup/pod/app/memory.current': '0\n',
      '/sys/fs/cgroup/pod/memory.max': `${2 * GB}\n`,
      '/sys/fs/cgroup/pod/memory.current': `${GB}\n`,
    })
    at = 1000
    await put({ '/sys/fs/cgroup/pod/cpu.stat': 'usage_usec 250000\n' })
    expect(gauges.read()).toMatchObject({
      cpu_usage: 25,
      cpu_count: 1,
      memory_total: 2 * GB,
      memory_free: GB,
    })
  })

  test('whose limits change under it is told of by the new ones, from the next look on', async () => {
    const gauges = await machine({
      '/proc/self/cgroup': '0::/\n',
      '/proc/self/mountinfo': V2_MOUNT,
      '/sys/fs/cgroup/cpu.max': 'max 100000\n',
      '/sys/fs/cgroup/cpu.stat': 'usage_usec 0\n',
    })
    expect(gauges.read().cpu_count).toBe(4)
    await put({ '/sys/fs/cgroup/cpu.max': '50000 100000\n' })
    const counts = Array.from({ length: 12 }, () => gauges.read().cpu_count)
    expect(counts.at(-1)).toBe(0.5)
  })

  test('can never have more memory free than its machine', async () => {
    const gauges = await machine({
      '/proc/self/cgroup': '0::/\n',
      '/proc/self/mountinfo': V2_MOUNT,
      '/sys/fs/cgroup/memory.max': `${7 * GB}\n`,
      '/sys/fs/cgroup/memory.current': '0\n',
    })
    expect(gauges.read()).toMatchObject({ memory_total: 7 * GB, memory_free: 6 * GB })
  })
})
