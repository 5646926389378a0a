import { documentAddress, streamEndpoint } from '../../../src/clients/sdk/endpoint';

test.each([
  ['http://localhost:4000', 'ws://localhost:4000/graphql'],
  ['https://flags.example.com/', 'wss://flags.example.com/graphql'],
  ['https://example.com/signalbox/graphql', 'wss://example.com/signalbox/graphql'],
  ['ws://localhost:4000/graphql#top', 'ws://localhost:4000/graphql'],
])('the stream of %s is at %s', (url, endpoint) => {
  expect(streamEndpoint(url)).toBe(endpoint);
});

test.each([
  ['localhost:4000', 'must begin with http, https, ws or wss'],
  ['ftp://example.com', 'must begin with http, https, ws or wss'],
  ['nonsense', 'must be an address like'],
])('%s is refused when the client is made', (url, message) => {
  expect(() => streamEndpoint(url)).toThrow(message);
});

test.each([
  ['ws://localhost:4000/graphql', 'http://localhost:4000/config'],
  ['wss://example.com/signalbox/graphql', 'https://example.com/signalbox/config'],
  ['wss://example.com/graphql?tenant=a', 'https://example.com/config'],
])('the configuration beside %s is at %s', (endpoint, address) => {
  expect(documentAddress(endpoint, 'config')).toBe(address);
});

test.each(['https://evil.example/config', '//evil.example/config', 'http://example.com/config', 'data:,{}'])(
  'the key is not sent to %s',
  (url) => {
    expect(() => documentAddress('wss://example.com/graphql', url)).toThrow('is not on https://example.com');
  },
);
