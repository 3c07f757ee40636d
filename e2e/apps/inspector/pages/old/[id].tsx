import { pause, upstream } from '../../app/upstream'

export async function getServerSideProps() {
  await pause(30)
  return { props: { rates: await upstream('/rates?props') } }
}

export default function Old() {
  return <h1>Old</h1>
}
