import { parse } from 'graphql';
import { pickKey, readEntityKeys } from '../../src/server/api/entity-keys';

const keys = readEntityKeys(
  parse(`
    type Flag @key(fields: "id") @key(fields: "project { id } key") { id: ID! }
    type Project @key(fields: "id", resolvable: true) { id: ID! }
    type PageInfo @shareable { hasNextPage: Boolean! }
  `),
);

const picked = (representation: unknown) => pickKey(representation, keys.get('Flag') ?? []);

test('entities are the types with a key', () => {
  expect([...keys.keys()]).toEqual(['Flag', 'Project']);
});

test.each([
  ['the first key', { id: 'F' }, { id: 'F' }],
  ['a composite key', { key: 'banner', project: { id: 'P' } }, { key: 'banner', project: { id: 'P' } }],
  ['the first of two keys', { id: 'F', key: 'banner', project: { id: 'P' } }, { id: 'F' }],
  ['a key and what is no part of it', { id: 'F', __typename: 'Flag', owner: { id: 'M' } }, { id: 'F' }],
])('%s is picked', (_case, representation, key) => {
  expect(picked(representation)).toEqual(key);
});

test.each([
  ['nothing of a key', { name: 'Banner' }],
  ['half of a key', { key: 'banner' }],
  ['a number for a text', { id: 7 }],
  ['an object for a text', { id: { id: 'F' } }],
  ['a list for a text', { key: ['banner'], project: { id: 'P' } }],
  ['a text for an object', { key: 'banner', project: 'P' }],
  ['null for an object', { key: 'banner', project: null }],
  ['nothing at all', null],
  ['a text', 'F'],
  ['a key that only its prototype has', Object.create({ id: 'F' })],
])('%s names nothing', (_case, representation) => {
  expect(picked(representation)).toBeNull();
});
