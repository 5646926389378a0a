import { createHash } from 'node:crypto';
import {
  clientKeyText,
  hashCredential,
  isChosen,
  mintClientKeyId,
  mintCredential,
  parseCredential,
} from '../../../src/server/domain/access/credential-format';
import { newId } from '../../../src/server/foundation/ids';

const minted = [
  ['SERVER_KEY', /^sbx_srv_[0-9A-Za-z]{10}_[0-9A-Za-z]{38}$/],
  ['PERSONAL_TOKEN', /^sbx_pat_[0-9A-Za-z]{10}_[0-9A-Za-z]{38}$/],
  ['SERVICE_TOKEN', /^sbx_svc_[0-9A-Za-z]{10}_[0-9A-Za-z]{38}$/],
] as const;

test.each(minted)(
  'a %s has a public id, 32 random characters and a checksum, and reads back',
  (kind, shape) => {
    const { text, publicId, hash } = mintCredential(kind);
    expect(text).toMatch(shape);
    expect(parseCredential(text)).toEqual({ kind, publicId, hash });
    expect(hash).toBe(createHash('sha256').update(text).digest('hex'));
  },
);

test('an invitation carries the id of its member', () => {
  const memberId = newId();
  const { text, hash } = mintCredential('INVITATION', memberId);
  expect(parseCredential(text)).toEqual({ kind: 'INVITATION', publicId: memberId, hash });
});

test('a client key is all made of its id', () => {
  const publicId = mintClientKeyId();
  expect(clientKeyText(publicId)).toMatch(/^sbx_cli_[0-9A-Za-z]{28}$/);
  expect(clientKeyText(publicId)).toBe(clientKeyText(publicId));
  expect(parseCredential(clientKeyText(publicId))).toMatchObject({ kind: 'CLIENT_KEY', publicId });
});

test('the checksum is CRC-32 in base 62 over all that is before it', () => {
  expect(clientKeyText('0'.repeat(22))).toBe('sbx_cli_00000000000000000000002weAJv');
});

test('no two minted credentials are alike', () => {
  const texts = Array.from({ length: 1_000 }, () => mintCredential('SERVER_KEY').text);
  expect(new Set(texts).size).toBe(1_000);
});

describe('what is no credential', () => {
  const { text } = mintCredential('SERVER_KEY');
  const other = text.endsWith('0') ? '1' : '0';

  test.each([
    ['nothing', ''],
    ['a changed checksum', text.slice(0, -1) + other],
    [
      'a changed secret',
      text.replace(/_([0-9A-Za-z])(?=[0-9A-Za-z]{37}$)/, (_, first) => (first === 'a' ? '_b' : '_a')),
    ],
    ['another prefix with the same rest', text.replace('sbx_srv_', 'sbx_pat_')],
    ['one character less', text.slice(0, -1)],
    ['one character more', `${text}0`],
    ['an unknown prefix', text.replace('sbx_srv_', 'sbx_xyz_')],
    ['an inherited name as its prefix', text.replace('sbx_srv_', 'sbx_constructor_')],
    ['a chosen text that is too short', 'x'.repeat(23)],
    ['a chosen text that is too long', 'x'.repeat(256)],
  ])('%s', (_what, candidate) => {
    expect(parseCredential(candidate)).toBeNull();
  });
});

test('a chosen text of 24 characters is a token, found by an id that does not give it away', () => {
  const text = 'correct horse battery st';
  const { kind, publicId, hash } = parseCredential(text) ?? {};
  expect(kind).toBe('CHOSEN_TOKEN');
  expect(hash).toBe(hashCredential(text));
  expect(hash).not.toContain(publicId);
  expect(isChosen(publicId as string)).toBe(true);
  expect(isChosen(mintCredential('PERSONAL_TOKEN').publicId)).toBe(false);
});
