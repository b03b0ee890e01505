// supabase-js as an application uses it: keys, roles, schemas, reads, writes, calls.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClient } from '@supabase/supabase-js'
import { token } from './tokens.mjs'

class NoSocket {}

const connect = (claims, options = {}) =>
  createClient(process.env.ROWGATE_TEST_URL, token(claims), {
    auth: { persistSession: false, autoRefreshToken: false },
    realtime: { transport: NoSocket },
    ...options
  })

const anon = connect({ role: 'anon' })

async function data(query) {
  const { data, error } = await query
  assert.equal(error, null)
  return data
}

test('a select with embeds, filters and order', async () => {
  const rows = await data(
    anon.from('cities').select('name, country:countries(name)').gt('population', 100).order('name', { ascending: false })
  )
  assert.deepEqual(rows, [
    { name: 'Oslo', country: { name: 'Norway' } },
    { name: 'Lima', country: { name: 'Peru' } },
    { name: 'Bergen', country: { name: 'Norway' } }
  ])
})

test('row security shows each caller its own rows', async () => {
  const ada = connect({ role: 'web_user', sub: 'ada' })
  assert.deepEqual(await data(ada.from('notes').select('body')), [{ body: 'mine' }])
  const { error, status } = await anon.from('notes').select('body')
  assert.equal(error.code, '42501')
  assert.ok(status === 401 || status === 403)
})

test('many callers at once never see each other', async () => {
  const callers = Array.from({ length: 40 }, (_, i) => connect({ role: 'web_user', sub: i % 2 ? 'ada' : 'bo', n: i }))
  const answers = await Promise.all(callers.map(caller => data(caller.from('notes').select('owner'))))
  answers.forEach((rows, i) => assert.deepEqual(rows, [{ owner: i % 2 ? 'ada' : 'bo' }]))
})

test('a function sees role and claims', async () => {
  const bo = connect({ role: 'web_user', sub: 'bo' })
  assert.deepEqual(await data(bo.rpc('whoami')), { role: 'web_user', sub: 'bo' })
  assert.deepEqual(await data(anon.rpc('whoami', {}, { get: true })), { role: 'anon', sub: null })
})

test('another schema', async () => {
  assert.deepEqual(await data(anon.schema('other').from('things').select()), [{ id: 1, label: 'one' }])
  const { error, status } = await anon.schema('secret').from('things').select()
  assert.equal(error.code, 'PGRST106')
  assert.equal(status, 406)
})

test('an insert, update, upsert and delete with the rows back', async () => {
  const [made] = await data(anon.from('people').insert({ name: 'Eve', doc: { a: [1, null] }, tags: ['x', 'y z'] }).select())
  assert.equal(made.status, 'new')
  assert.deepEqual(made.tags, ['x', 'y z'])
  assert.deepEqual(made.doc, { a: [1, null] })
  const changed = await data(anon.from('people').update({ age: 30 }).eq('id', made.id).select('id, age').single())
  assert.deepEqual(changed, { id: made.id, age: 30 })
  const merged = await data(anon.from('people').upsert({ id: made.id, name: 'Eva' }).select('name, age'))
  assert.deepEqual(merged, [{ name: 'Eva', age: 30 }])
  assert.deepEqual(await data(anon.from('people').delete().eq('id', made.id).select('name')), [{ name: 'Eva' }])
})

test('a token that was tampered with, and one that is over', async () => {
  const bad = createClient(process.env.ROWGATE_TEST_URL, token({ role: 'anon' }, 'another-secret-of-more-than-32-characters'), {
    realtime: { transport: NoSocket }
  })
  const tampered = await bad.from('people').select()
  assert.equal(tampered.status, 401)
  assert.equal(tampered.error.code, 'PGRST301')
  const over = await connect({ role: 'anon', exp: 1000 }).from('people').select()
  assert.equal(over.status, 401)
  assert.equal(over.error.code, 'PGRST303')
})

test('a role that does not exist', async () => {
  const { status, error } = await connect({ role: 'nobody_knows' }).from('people').select()
  assert.equal(status, 401)
  assert.equal(error.code, '22023')
})
