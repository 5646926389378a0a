/** An address, or a network: its bytes (4 or 16) and how many leading bits count. */
interface Network {
  bytes: number[];
  bits: number;
}

/** Whether an address lies in the network, or is the address; undefined when `text` is neither. */
export function compileCidr(text: string): ((address: string) => boolean) | undefined {
  const network = parseNetwork(text);
  if (network === undefined) return undefined;
  return (address) => {
    const bytes = parseAddress(address);
    return bytes !== undefined && isInside(bytes, network);
  };
}

function isInside(bytes: number[], network: Network): boolean {
  if (bytes.length !== network.bytes.length) return false;
  for (let i = 0; i * 8 < network.bits; i += 1) {
    const mask = 0xff << Math.max(0, 8 - (network.bits - i * 8));
    if (((bytes[i] ^ network.bytes[i]) & mask & 0xff) !== 0) return false;
  }
  return true;
}

function parseNetwork(text: string): Network | undefined {
  const [address, prefix, ...rest] = text.split('/');
  const bytes = parseAddress(address);
  if (bytes === undefined || rest.length > 0) return undefined;
  if (prefix === undefined) return { bytes, bits: bytes.length * 8 };
  const bits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : Infinity;
  return bits <= bytes.length * 8 ? { bytes, bits } : undefined;
}

function parseAddress(text: string): number[] | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

function parseIpv4(text: string): number[] | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part))) return undefined;
  const bytes = parts.map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : undefined;
}

function parseIpv6(text: string): number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map(parseGroups);
  if (head === undefined) return undefined;
  if (halves.length === 1) return head.length === 16 ? head : undefined;
  if (tail === undefined || head.length + tail.length > 14) return undefined;
  return [...head, ...Array<number>(16 - head.length - tail.length).fill(0), ...tail];
}

/** Bytes of groups like `2001:db8`; the last may be an IPv4 address. */
function parseGroups(text: string): number[] | undefined {
  if (text === '') return [];
  const groups = text.split(':');
  const bytes: number[] = [];
  for (const [at, group] of groups.entries()) {
    const parsed = at === groups.length - 1 && group.includes('.') ? parseIpv4(group) : parseGroup(group);
    if (parsed === undefined) return undefined;
    bytes.push(...parsed);
  }
  return bytes;
}

function parseGroup(group: string): number[] | undefined {
  if (!/^[0-9A-Fa-f]{1,4}$/.test(group)) return undefined;
  const value = parseInt(group, 16);
  return [value >> 8, value & 0xff];
}
