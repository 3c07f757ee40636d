import { spawnSync } from 'node:child_process'
import { type Check, fail, ok, warn } from './finding.ts'

/** `.kymo` holds what the app was seen to do, and a token. */
export const checkGit: Check = ({ root }) => {
  const git = (...args: string[]) => spawnSync('git', args, { cwd: root, encoding: 'utf8' })
  if (git('rev-parse', '--is-inside-work-tree').status !== 0) return []
  const tracked = git('ls-files', '--', '.kymo')
    .stdout.split('\n')
    .filter((file) => /^\.kymo\/(?!recordings\/)/.test(file))
  const file = tracked.find((each) => !each.endsWith('.gitignore'))
  if (file !== undefined) {
    return [
      fail(
        'git',
        `${file} is in git.`,
        'Take it out: git rm -r --cached .kymo. It may hold what is private.',
      ),
    ]
  }
  return [
    git('check-ignore', '-q', '.kymo/collector.json').status === 0
      ? ok('git', 'Git leaves .kymo out.')
      : warn(
          'git',
          'Git does not leave .kymo out yet.',
          '`kymo dev` sees to it; or add .kymo/ to .gitignore.',
        ),
  ]
}
