export { instrumentNext } from './instrument-next.ts'
