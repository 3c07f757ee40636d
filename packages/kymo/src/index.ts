export { runCli } from './cli.ts'
export { CliError } from './cli-error.ts'
