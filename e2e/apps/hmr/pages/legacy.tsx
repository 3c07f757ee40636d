import { upstream } from '../lib/upstream'

export async function getServerSideProps() {
  return { props: { answer: await upstream('/legacy') } }
}

export default function Legacy({ answer }: { answer: string }) {
  return <p>legacy:0; {answer}</p>
}
