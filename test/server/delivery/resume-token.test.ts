import fc from 'fast-check';
import { ResumeTokens, type ResumePosition } from '../../../src/server/delivery/resume-token';

const tokens = new ResumeTokens('a secret');

const position: ResumePosition = {
  environmentId: 'environment',
  epoch: 'epoch',
  revision: 7,
  chainHash: '0123456789abcdef',
  scopeHash: 'fedcba9876543210',
};

test('a token is read as it was written', () => {
  expect(tokens.read(tokens.write(position))).toEqual(position);
});

test('a token with any byte altered, or cut anywhere, is no token', () => {
  const bytes = Buffer.from(tokens.write(position), 'base64url');
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (place, difference) => {
      const altered = Buffer.from(bytes);
      altered[place] ^= difference;
      expect(tokens.read(altered.toString('base64url'))).toBeNull();
      expect(tokens.read(bytes.subarray(0, place).toString('base64url'))).toBeNull();
    }),
  );
});

test('any other text is no token', () => {
  fc.assert(fc.property(fc.string(), (text) => expect(tokens.read(text)).toBeNull()));
});

test('a token of another installation is no token', () => {
  expect(new ResumeTokens('another secret').read(tokens.write(position))).toBeNull();
});
