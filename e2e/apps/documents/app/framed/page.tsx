import { Counter } from '../counter'

export default function Page() {
  return (
    <main>
      <h1>Framed</h1>
      <Counter />
      <iframe title="An item" src="/item/1" />
      <iframe title="A file in a sandbox" src="/file.html" sandbox="allow-scripts" />
    </main>
  )
}
