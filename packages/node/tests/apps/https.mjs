// An HTTPS server that calls itself. The certificate is made for this test and trusted by nobody else.
import { once } from 'node:events'
import { createServer, get } from 'node:https'
import { text } from 'node:stream/consumers'

const cert = `
-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUeyZnxF6kECVq+1rxEQI2TiwBbAcwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMDAzNTc1NVoYDzIxMjYxMDI3
MDM1NzU1WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQl92EtQ/DjRWiD/7w68nBOSwnEw88OOnLkw3sngQpoO76nJTfTekeo
c0uRy9zlb8eiodIK0/AGKCP0NCvtpmzJo28wbTAdBgNVHQ4EFgQUPaZvhO1/Adf9
OR974EYpn9XRp38wHwYDVR0jBBgwFoAUPaZvhO1/Adf9OR974EYpn9XRp38wDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIhAJWBbGxFkH8leD5GVt2+53v6ATbAmpnTusycZwnsNedaAiA4
p3INCAIdrsMeSckR0TQjBQ8ThQa3qfS3sD4iFaB5mA==
-----END CERTIFICATE-----
`
const key = `
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgP6+Va9fjyR8NMGu1
sAXsNDv3stFSZB0LntqheYNxg8+hRANCAAQl92EtQ/DjRWiD/7w68nBOSwnEw88O
OnLkw3sngQpoO76nJTfTekeoc0uRy9zlb8eiodIK0/AGKCP0NCvtpmzJ
-----END PRIVATE KEY-----
`

const server = createServer({ cert, key }, async (request, response) => {
  if (request.url === '/inner') return response.end('inner')
  const [answer] = await once(
    get(`https://localhost:${server.address().port}/inner`, { ca: cert }),
    'response',
  )
  response.end(await text(answer))
})
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
