// postgrest-js, every method that makes a request of its own shape.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PostgrestClient } from '@supabase/postgrest-js'
import { token } from './tokens.mjs'

const client = new PostgrestClient(`${process.env.ROWGATE_TEST_URL}/rest/v1`, {
  headers: { Authorization: `Bearer ${token({ role: 'web_user', sub: 'ada' })}` }
})

async function data(query) {
  const answer = await query
  assert.equal(answer.error, null)
  return answer.data
}

const ids = async query => (await data(query.order('id'))).map(row => row.id)
const people = () => client.from('people').select('id').lt('id', 100)

const filters = [
  ['eq', q => q.eq('name', 'Ada'), [1]],
  ['eq of a name with quotes and commas', q => q.eq('name', 'Di, "D"'), [4]],
  ['neq', q => q.neq('name', 'Ada'), [2, 3, 4]],
  ['gt', q => q.gt('age', 36), [3]],
  ['gte', q => q.gte('age', 36), [1, 3]],
  ['lt', q => q.lt('age', 36), [2]],
  ['lte', q => q.lte('age', 36), [1, 2]],
  ['like', q => q.like('name', 'A%'), [1]],
  ['likeAllOf', q => q.likeAllOf('name', ['A%', '%a']), [1]],
  ['likeAnyOf', q => q.likeAnyOf('name', ['A%', 'B%']), [1, 2]],
  ['ilike', q => q.ilike('name', 'aD%'), [1]],
  ['ilikeAllOf', q => q.ilikeAllOf('name', ['a%', '%A']), [1]],
  ['ilikeAnyOf', q => q.ilikeAnyOf('name', ['a%', 'b%']), [1, 2]],
  ['is null', q => q.is('age', null), [4]],
  ['in', q => q.in('name', ['Ada', 'Bo']), [1, 2]],
  ['in of a name with a comma', q => q.in('name', ['Ada', 'Bo, Cy']), [1]],
  ['in of a name with quotes, which the client does not escape by itself', q => q.filter('name', 'in', '(Ada,"Di, \\"D\\"")'), [1, 4]],
  ['in of nothing', q => q.in('id', []), []],
  ['contains, array', q => q.contains('tags', ['math']), [1, 4]],
  ['contains, json', q => q.contains('doc', { n: { x: 1 } }), [1]],
  ['contains, range', q => q.contains('span', '[2,3)'), [1, 4]],
  ['containedBy', q => q.containedBy('tags', ['code']), [2, 3]],
  ['overlaps', q => q.overlaps('tags', ['math', 'x']), [1, 4]],
  ['rangeGt', q => q.rangeGt('span', '[1,5)'), [2]],
  ['rangeGte', q => q.rangeGte('span', '[2,3)'), [2, 4]],
  ['rangeLt', q => q.rangeLt('span', '[5,9)'), [1, 4]],
  ['rangeLte', q => q.rangeLte('span', '[1,5)'), [1, 4]],
  ['rangeAdjacent', q => q.rangeAdjacent('span', '[1,5)'), [2]],
  ['textSearch', q => q.textSearch('name', 'ada'), [1]],
  ['textSearch, plain with a configuration', q => q.textSearch('name', 'ada', { type: 'plain', config: 'english' }), [1]],
  ['textSearch, websearch', q => q.textSearch('name', 'ada or bo', { type: 'websearch', config: 'english' }), [1, 2]],
  ['match', q => q.match({ name: 'Ada', status: 'open' }), [1]],
  ['not', q => q.not('age', 'gt', 20), [2]],
  ['not in', q => q.not('id', 'in', '(1,2)'), [3, 4]],
  ['or', q => q.or('age.lt.20,and(status.eq.open,age.gt.60)'), [2, 3]],
  ['filter', q => q.filter('doc->>lang', 'eq', 'no'), [2]],
  ['filter on a JSON path', q => q.eq('doc->n->x', 1), [1]],
  ['a computed column', q => q.eq('initials', 'B'), [2]],
  ['isDistinct', q => (q.isDistinct ? q.isDistinct('age', 36) : q.filter('age', 'isdistinct', 36)), [2, 3, 4]],
  ['regexMatch', q => (q.regexMatch ? q.regexMatch('name', '^A') : q.filter('name', 'match', '^A')), [1]]
]

for (const [name, filter, expected] of filters) test(`filter: ${name}`, async () => assert.deepEqual(await ids(filter(people())), expected))

test('embeds: to one, to many, through a junction, with hint and alias', async () => {
  const row = await data(
    client.from('people').select('name, cities(name, country:countries(name)), countries(name)').eq('id', 1).order('name', { referencedTable: 'countries' }).single()
  )
  assert.deepEqual(row, {
    name: 'Ada',
    cities: { name: 'Oslo', country: { name: 'Norway' } },
    countries: [{ name: 'Norway' }, { name: 'Peru' }]
  })
})

test('embeds: inner join filters the parent', async () =>
  assert.deepEqual(await data(client.from('people').select('id, cities!inner(name)').eq('cities.name', 'Lima')), [
    { id: 3, cities: { name: 'Lima' } }
  ]))

test('embeds: on a view', async () =>
  assert.deepEqual(await data(client.from('adults').select('name, cities(name)').order('name')), [
    { name: 'Ada', cities: { name: 'Oslo' } },
    { name: 'Cy', cities: { name: 'Lima' } }
  ]))

test('embeds: limit and order of children', async () =>
  assert.deepEqual(
    await data(
      client.from('countries').select('name, cities(name)').eq('id', 1).order('name', { referencedTable: 'cities', ascending: true }).limit(1, { referencedTable: 'cities' })
    ),
    [{ name: 'Norway', cities: [{ name: 'Bergen' }] }]
  ))

test('embeds: spread', async () =>
  assert.deepEqual(await data(client.from('cities').select('name, ...countries(country:name)').eq('id', 1)), [
    { name: 'Oslo', country: 'Norway' }
  ]))

test('embeds: an ambiguous or unknown relationship is explained', async () => {
  const { error, status } = await client.from('people').select('notes(*)')
  assert.equal(status, 400)
  assert.equal(error.code, 'PGRST200')
})

test('select: JSON path, cast and computed column', async () =>
  assert.deepEqual(await data(client.from('people').select('lang:doc->>lang, age::text, initials').eq('id', 1)), [
    { lang: 'en', age: '36', initials: 'A' }
  ]))

test('count: exact, planned, estimated; head', async () => {
  const exact = await client.from('cities').select('*', { count: 'exact', head: true })
  assert.equal(exact.count, 3)
  assert.equal(exact.data, null)
  const page = await client.from('cities').select('id', { count: 'exact' }).order('id').range(0, 1)
  assert.equal(page.count, 3)
  assert.equal(page.status, 206)
  assert.deepEqual(page.data, [{ id: 1 }, { id: 2 }])
  for (const count of ['planned', 'estimated']) assert.ok((await client.from('cities').select('id', { count })).count > 0)
})

test('range behind the end', async () => {
  const { status, error } = await client.from('cities').select('id', { count: 'exact' }).range(10, 20)
  assert.equal(status, 416)
  assert.equal(error.code, 'PGRST103')
})

test('single and maybeSingle', async () => {
  assert.deepEqual(await data(client.from('cities').select('name').eq('id', 1).single()), { name: 'Oslo' })
  const many = await client.from('cities').select('name').single()
  assert.equal(many.status, 406)
  assert.equal(many.error.code, 'PGRST116')
  assert.equal(await data(client.from('cities').select('name').eq('id', 99).maybeSingle()), null)
})

test('csv', async () => assert.equal((await data(client.from('cities').select('id,name').order('id').csv())).trim(), 'id,name\n1,Oslo\n2,Bergen\n3,Lima'))

test('stripNulls', async () => {
  const query = client.from('people').select('id, age').eq('id', 4)
  if (query.stripNulls) assert.deepEqual(await data(query.stripNulls()), [{ id: 4 }])
})

test('explain', async () => {
  const text = await data(client.from('cities').select().explain())
  assert.match(typeof text === 'string' ? text : JSON.stringify(text), /Scan|Aggregate/)
  const plan = await data(client.from('cities').select().explain({ analyze: true, format: 'json' }))
  assert.ok(Array.isArray(plan))
})

test('order: nulls first, several', async () =>
  assert.deepEqual((await data(people().order('age', { ascending: false, nullsFirst: true }))).map(row => row.id), [4, 3, 1, 2]))

test('throwOnError throws', async () => assert.rejects(async () => await client.from('missing').select().throwOnError()))

test('an unknown table, column and value are named', async () => {
  const table = await client.from('citys').select()
  assert.deepEqual([table.status, table.error.code], [404, 'PGRST205'])
  const column = await client.from('cities').select('nam')
  assert.deepEqual([column.status, column.error.code], [400, '42703'])
  const value = await client.from('cities').select().eq('id', 'x')
  assert.deepEqual([value.status, value.error.code], [400, '22P02'])
})

test('insert: many rows with different keys', async () => {
  const rows = await data(
    client.from('countries').insert([{ id: 50, name: 'A' }, { name: 'B', id: 51 }], { count: 'exact' }).select('id').order('id')
  )
  assert.deepEqual(rows, [{ id: 50 }, { id: 51 }])
  assert.equal(await data(client.from('countries').delete().in('id', [50, 51])), null)
})

test('insert: missing columns take their defaults when asked', async () => {
  const rows = await data(client.from('people').insert([{ name: 'X', status: 's' }, { name: 'Y' }], { defaultToNull: false }).select('id, name, status'))
  assert.deepEqual(rows.map(row => [row.name, row.status]), [['X', 's'], ['Y', 'new']])
  await data(client.from('people').delete().in('id', rows.map(row => row.id)))
})

test('insert: a conflict is a 409', async () => {
  const { status, error } = await client.from('countries').insert({ id: 1, name: 'Again' })
  assert.deepEqual([status, error.code], [409, '23505'])
})

test('upsert: merge, ignore, another conflict target', async () => {
  assert.deepEqual(await data(client.from('countries').upsert({ id: 60, name: 'N' }).select()), [{ id: 60, name: 'N' }])
  assert.deepEqual(await data(client.from('countries').upsert({ id: 60, name: 'M' }).select()), [{ id: 60, name: 'M' }])
  assert.deepEqual(await data(client.from('countries').upsert({ id: 60, name: 'Z' }, { ignoreDuplicates: true }).select()), [])
  assert.deepEqual(await data(client.from('countries').upsert({ id: 60, name: 'M' }, { onConflict: 'name' }).select()), [{ id: 60, name: 'M' }])
  await data(client.from('countries').delete().eq('id', 60))
})

test('update and delete with a count', async () => {
  const changed = await client.from('cities').update({ population: 9701 }, { count: 'exact' }).eq('id', 3)
  assert.deepEqual([changed.status, changed.count], [204, 1])
  const gone = await client.from('cities').delete({ count: 'exact' }).eq('id', 12345)
  assert.deepEqual([gone.status, gone.count], [204, 0])
})

test('maxAffected undoes', async () => {
  const query = client.from('people').update({ status: 'all' }).gt('id', 0)
  if (!query.maxAffected) return
  const { error } = await query.maxAffected(1)
  assert.equal(error.code, 'PGRST124')
  assert.deepEqual(await data(client.from('people').select('id').eq('status', 'all')), [])
})

test('rpc: scalar, default, set with filters, json, void, get, head, count', async () => {
  assert.equal(await data(client.rpc('add', { a: 1, b: 2 })), 3)
  assert.equal(await data(client.rpc('add', { a: 1 })), 11)
  assert.equal(await data(client.rpc('add', { a: 1 }, { get: true })), 11)
  assert.deepEqual(await data(client.rpc('people_older', { than: 20 }).select('name, cities(name)').order('age').limit(1)), [
    { name: 'Ada', cities: { name: 'Oslo' } }
  ])
  assert.deepEqual(await data(client.rpc('echo', { value: { a: [1, 'x'] } })), { a: [1, 'x'] })
  assert.equal(await data(client.rpc('nothing')), null)
  const counted = await client.rpc('people_older', { than: 0 }, { count: 'exact', head: true })
  assert.equal(counted.count, 3)
})

test('rpc: a raised error arrives whole', async () => {
  const { status, error } = await client.rpc('fails', { message: 'no tea' })
  assert.equal(status, 418)
  assert.deepEqual([error.code, error.message, error.details, error.hint], ['PT418', 'no tea', 'the detail', 'the hint'])
})

test('rpc: an unknown function is explained', async () => {
  const { status, error } = await client.rpc('adds', { a: 1 })
  assert.deepEqual([status, error.code], [404, 'PGRST202'])
})

test('rollback leaves nothing behind', async () => {
  const rows = await data(client.from('countries').insert({ id: 70, name: 'Gone' }).select().rollback())
  assert.deepEqual(rows, [{ id: 70, name: 'Gone' }])
  assert.deepEqual(await data(client.from('countries').select().eq('id', 70)), [])
})

test('or: on an embed, nested with not, with quoted values', async () => {
  assert.deepEqual(
    await data(client.from('countries').select('id, cities(name)').or('name.eq.Oslo,population.gt.9000', { referencedTable: 'cities' }).order('id')),
    [{ id: 1, cities: [{ name: 'Oslo' }] }, { id: 2, cities: [{ name: 'Lima' }] }, { id: 3, cities: [] }]
  )
  assert.deepEqual(await ids(people().or('name.eq."Di, \\"D\\"",and(id.gt.1,not.or(id.eq.3,id.gt.3))')), [2, 4])
})

test('embeds: filters on null and not null, without the rows of the embed', async () => {
  assert.deepEqual(await data(client.from('countries').select('name, cities()').is('cities', null)), [{ name: 'Laos' }])
  assert.deepEqual(await data(client.from('countries').select('id, cities()').not('cities', 'is', null).order('id')), [{ id: 1 }, { id: 2 }])
})

test('embeds: aggregates, an alias that filters, a range, an order by the embed', async () => {
  assert.deepEqual(await data(client.from('countries').select('id, cities(count)').order('id')), [
    { id: 1, cities: [{ count: 2 }] },
    { id: 2, cities: [{ count: 1 }] },
    { id: 3, cities: [{ count: 0 }] }
  ])
  assert.deepEqual(
    await data(client.from('countries').select('id, c:cities(name)').eq('c.name', 'Oslo').lt('id', 3).order('id')),
    [{ id: 1, c: [{ name: 'Oslo' }] }, { id: 2, c: [] }]
  )
  assert.deepEqual(
    await data(client.from('countries').select('cities(name)').eq('id', 1).order('id', { referencedTable: 'cities' }).range(1, 1, { referencedTable: 'cities' })),
    [{ cities: [{ name: 'Bergen' }] }]
  )
  assert.deepEqual(
    (await data(client.from('cities').select('id, countries(name)').order('countries(name)', { ascending: false }).order('id'))).map(row => row.id),
    [3, 1, 2]
  )
})

test('count: of an inner embed that filters, and of a page without rows', async () => {
  const inner = await client.from('countries').select('id, cities!inner(id)', { count: 'exact', head: true }).gt('cities.population', 500)
  assert.equal(inner.count, 2)
  const none = await client.from('cities').select('id', { count: 'exact' }).limit(0)
  assert.deepEqual([none.status, none.count, none.data], [206, 3, []])
})

test('a HEAD of what is not there has a status and no body', async () => {
  const column = await client.from('cities').select('nam', { head: true })
  assert.equal(column.status, 400)
  assert.equal(column.data, null)
})

test('writes: singular results of an update, a delete and nothing', async () => {
  assert.deepEqual(await data(client.from('cities').update({ population: 9700 }).eq('id', 3).select('id').maybeSingle()), { id: 3 })
  assert.equal(await data(client.from('cities').delete().eq('id', 99).select().maybeSingle()), null)
  const none = await client.from('cities').update({ population: 1 }).eq('id', 99).select().single()
  assert.deepEqual([none.status, none.error.code], [406, 'PGRST116'])
  const many = await client.from('people').update({ status: 'all' }).gt('id', 0).select().single()
  assert.deepEqual([many.status, many.error.code], [406, 'PGRST116'])
  assert.deepEqual(await data(client.from('people').select('id').eq('status', 'all')), [])
})

test('writes: nothing to insert, nothing to set, many with their count, csv', async () => {
  assert.deepEqual(await data(client.from('countries').insert([]).select()), [])
  assert.deepEqual(await data(client.from('countries').update({}).eq('id', 1).select()), [])
  const made = await client
    .from('countries')
    .upsert([{ id: 1, name: 'No' }, { id: 80, name: 'New' }], { ignoreDuplicates: true, count: 'exact' })
    .select('id')
  assert.deepEqual([made.status, made.count, made.data], [201, 1, [{ id: 80 }]])
  assert.equal((await data(client.from('countries').delete().eq('id', 80).select('id, name').csv())).trim(), 'id,name\n80,New')
})

test('upsert: conflict targets that are none are explained', async () => {
  const plain = await client.from('cities').upsert({ id: 1, name: 'x' }, { onConflict: 'name' })
  assert.deepEqual([plain.status, plain.error.code], [400, '42P10'])
  const unknown = await client.from('cities').upsert({ id: 1, name: 'x' }, { onConflict: 'nam' })
  assert.deepEqual([unknown.status, unknown.error.code], [400, '42703'])
})

test('explain of a write and of a function runs neither', async () => {
  assert.match(await data(client.from('countries').insert({ id: 90, name: 'X' }).select().explain()), /Insert/)
  assert.deepEqual(await data(client.from('countries').select().eq('id', 90)), [])
  assert.ok(Array.isArray(await data(client.rpc('people_older', { than: 0 }).explain({ format: 'json' }))))
})

test('rpc: filters, singular, csv, arrays of rows with a range', async () => {
  assert.deepEqual(await data(client.rpc('people_older', { than: 20 }).select('id').eq('name', 'Ada').single()), { id: 1 })
  assert.equal(await data(client.rpc('people_older', { than: 20 }).eq('name', 'Nobody').maybeSingle()), null)
  assert.equal((await data(client.rpc('people_older', { than: 20 }).select('id').order('id').csv())).trim(), 'id\n1\n3')
  const page = await client.rpc('people_older', { than: 0 }, { count: 'exact' }).select('id').order('id').range(1, 1)
  assert.deepEqual([page.status, page.count, page.data], [206, 3, [{ id: 2 }]])
})

test('a request that is given up is told so, and the next one works', async () => {
  const given = new AbortController()
  given.abort()
  const { error, data: rows } = await client.from('cities').select('id').abortSignal(given.signal)
  assert.match(error.message, /abort/i)
  assert.equal(rows, null)
  assert.deepEqual(await data(client.from('cities').select('id').eq('id', 1).abortSignal(new AbortController().signal)), [{ id: 1 }])
})
