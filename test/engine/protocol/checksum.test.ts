import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { addToChecksum, checksumOf, emptyChecksum, subtractFromChecksum } from '../../../src/engine/protocol';
import type { ConfigKind } from '../../../src/engine/protocol';

const object = (key: string, version: string, kind: ConfigKind = 'FLAG') => ({ kind, key, version });

test('one object gives the first 16 bytes of the SHA-256 of kind, key and version', () => {
  const digest = createHash('sha256')
    .update('FLAG\0café\0' + '12')
    .digest('hex');
  expect(checksumOf([object('café', '12')])).toBe(digest.slice(0, 32));
});

test('a known view has a known checksum', () => {
  const view = [object('checkout', '7'), object('beta', '3', 'SEGMENT'), object('blocked', '9', 'LIST')];
  expect(checksumOf(view)).toBe('3b9baf6bb5a02a4a5347762656ef5e3c');
});

test('nothing gives 32 zeros', () => {
  expect(checksumOf([])).toBe('00000000000000000000000000000000');
  expect(emptyChecksum).toBe(checksumOf([]));
});

test('kind, key and version each count', () => {
  const all = [object('a', '1'), object('b', '1'), object('a', '2'), object('a', '1', 'SEGMENT')];
  expect(new Set(all.map((one) => checksumOf([one]))).size).toBe(4);
});

const objects = fc.uniqueArray(
  fc.record({
    kind: fc.constantFrom<ConfigKind>('FLAG', 'SEGMENT', 'LAYER', 'LIST'),
    key: fc.string(),
    version: fc.nat().map(String),
  }),
  { selector: ({ kind, key }) => `${kind}\0${key}` },
);

test('the order of the objects does not matter', () => {
  fc.assert(fc.property(objects, (view) => checksumOf(view) === checksumOf([...view].reverse())));
});

test('adding and subtracting leads where the whole sum leads', () => {
  fc.assert(
    fc.property(objects, objects, (stay, go) => {
      let checksum = emptyChecksum;
      for (const { kind, key, version } of [...stay, ...go]) {
        checksum = addToChecksum(checksum, kind, key, version);
      }
      for (const { kind, key, version } of go) {
        checksum = subtractFromChecksum(checksum, kind, key, version);
      }
      expect(checksum).toBe(checksumOf(stay));
      expect(checksum).toMatch(/^[0-9a-f]{32}$/);
    }),
  );
});
