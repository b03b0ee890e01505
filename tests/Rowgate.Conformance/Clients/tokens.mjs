import { createHmac } from 'node:crypto'

const part = value => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A token signed with HS256. */
export function token(claims, secret = process.env.ROWGATE_TEST_SECRET) {
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
}
