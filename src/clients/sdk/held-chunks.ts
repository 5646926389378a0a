import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { chunkText, cutIntoChunks, viewKey } from '../../engine/protocol';
import type { ListBody, NeededText, View } from '../../engine/protocol';

/**
 * The chunks among `texts` that need not be fetched, since the lists that are held make them up: their texts by url. It
 * takes a slice at a time, and lets others have the processor in between.
 */
export async function* heldChunks(
  view: View,
  texts: NeededText[],
): AsyncGenerator<[url: string, text: string]> {
  for (const [place, wanted] of byListAndLength(texts)) {
    const list = view.objects.get(viewKey('LIST', place.listKey));
    if (!list) continue;
    const urls = new Map(wanted.map(({ sha256, url }) => [sha256, url]));
    const cutting = cutIntoChunks((list.body as ListBody).ids, sha256, place.digits);
    let turn = cutting.next();
    for (; !turn.done; turn = cutting.next()) await setImmediate();
    for (const chunk of turn.value) {
      const url = urls.get(chunk.sha256);
      if (url === undefined) continue;
      yield [url, chunkText(chunk.ids)];
      await setImmediate();
    }
  }
}

interface Place {
  listKey: string;
  digits: number;
}

function byListAndLength(texts: NeededText[]): [Place, NeededText[]][] {
  const groups = new Map<string, [Place, NeededText[]]>();
  for (const text of texts) {
    const { listKey, prefix } = text;
    if (listKey === null || prefix === null) continue;
    const name = `${prefix.length} ${listKey}`;
    const group = groups.get(name) ?? [{ listKey, digits: prefix.length }, []];
    group[1].push(text);
    groups.set(name, group);
  }
  return [...groups.values()];
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
