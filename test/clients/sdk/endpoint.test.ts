import { streamEndpoint } from '../../../src/clients/sdk/endpoint';

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
