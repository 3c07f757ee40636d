export { instrumentNext, type NextInstrumentation } from './instrument-next.ts'
