import type { Condition, Range, Ref } from '../../evaluation';
import { draftSegment } from '../drafts';
import type { SpecCondition } from './definition';
import type { Surroundings } from './surroundings';

/** Whoever's id is in an id list. It becomes a segment of its own: lists are long, and many rules ask for one. */
export function inList(
  unit: Ref[],
  { target, place }: SpecCondition,
  { idLists, segments }: Surroundings,
): Condition {
  const list = String(target);
  const hashes = Object.hasOwn(idLists, list) ? idLists[list] : undefined;
  if (hashes === undefined) throw place.fault(`asks for the id list ${list}, whose ids are not in the specs`);
  const bad = hashes.find((hash) => !isHash.test(hash));
  if (bad !== undefined) throw place.fault(`the id list ${list} holds ${bad}, which is no hash of an id`);
  const [first] = unit;
  const segment = `id_list:${list}:${'path' in first ? first.path.join('.') : first.builtin}`;
  const when = isHashedTo(hashes, unit);
  segments.set(
    segment,
    draftSegment(() => ({ body: { when }, remarks: { questions: [], warnings: [] } })),
  );
  return { segment };
}

const isHash = /^[A-Za-z0-9+/]{8}$/;
const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** All 64 bits of a hash, and those behind the 48 that a list keeps. */
const allBits = 2 ** 64;
const droppedBits = 2 ** 16;
/** The widest distance between two positions, which are doubles. */
const rounding = 2 ** 11;

/**
 * A list keeps the first eight base64 digits of an id's SHA-256, so its ids are a range of positions. The last ones may be
 * rounded up to the range's end, which hence counts in: nobody is left out, and a stranger gets in only where the 48 bits
 * would have let one in far sooner.
 */
function isHashedTo(hashes: readonly string[], unit: Ref[]): Condition {
  const ranges = hashes.map((hash): Range => {
    const kept = Array.from(hash).reduce((sum, digit) => sum * 64 + digits.indexOf(digit), 0);
    return [kept * droppedBits, Math.min((kept + 1) * droppedBits + rounding, allBits)];
  });
  return {
    within: {
      unit,
      usable: 'string',
      absent: 'out',
      text: [{ unit: true }],
      bytes: 'utf8',
      hash: 'sha256.64',
      map: 'ratio',
      span: allBits,
      max: allBits,
    },
    ranges,
  };
}
