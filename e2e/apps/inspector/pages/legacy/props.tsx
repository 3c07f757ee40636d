export async function getServerSideProps() {
  throw new RangeError('server props gave way')
}

export default function Page() {
  return null
}
