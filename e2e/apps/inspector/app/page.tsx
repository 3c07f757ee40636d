export default function Page() {
  return <p>well</p>
}
