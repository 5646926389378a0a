/**
 * The address of the push stream: `http` becomes `ws`, and a bare host gets the path `/graphql`.
 * Throws on what is no address, since no amount of retrying mends that.
 */
export function streamEndpoint(address: string): string {
  const url = parse(address);
  const protocol = socketProtocols[url.protocol];
  if (!protocol) throw new TypeError(`url must begin with http, https, ws or wss, but got: ${address}`);
  url.protocol = protocol;
  url.hash = '';
  if (url.pathname === '/') url.pathname = '/graphql';
  return url.href;
}

/** An address that the server gave, seen from its stream: it must be on the same server, which alone gets the key. */
export function documentAddress(endpoint: string, relative: string): string {
  const base = new URL(endpoint.replace(/^ws/, 'http'));
  const address = new URL(relative, base);
  if (address.origin !== base.origin) throw new Error(`${relative} is not on ${base.origin}`);
  return address.href;
}

const socketProtocols: Record<string, string> = {
  'http:': 'ws:',
  'https:': 'wss:',
  'ws:': 'ws:',
  'wss:': 'wss:',
};

function parse(address: string): URL {
  try {
    return new URL(address);
  } catch {
    throw new TypeError(`url must be an address like https://signalbox.example.com, but got: ${address}`);
  }
}
