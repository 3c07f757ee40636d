import { upstream } from '../../app/upstream'

export async function getStaticProps() {
  return { props: { rates: await upstream('/rates?static').catch(() => null) } }
}

export default function Static() {
  return <h1>Static</h1>
}
