import { between } from './support/random';
import { scenario } from './support/scenario';
import { pause } from './support/until';

describe('bookmarks', () => {
  scenario(
    'T23',
    'that fall due as changes come never name what was not delivered',
    async ({ cluster, judge, figures, random }) => {
      const installation = await cluster({ nodes: 2, database: 'SHARED' });
      const { entrance, watchers } = installation;
      // Out of step, so that at any moment one of them is due; half of them see merged revisions.
      for (let count = 1; count <= 40; count += 1) {
        installation.watcher(`watcher ${count}`, entrance, { coalesce: count % 2 === 0 });
        await pause(between(random, 0, 250));
      }
      const until = Date.now() + 120_000;
      for (let turn = 1; Date.now() < until; turn += 1) {
        // A bookmark comes after 5 s without anything else: now a moment before that, now right then.
        await pause(between(random, 4_800, 6_200));
        const burst = between(random, 1, 3);
        await Promise.all(Array.from({ length: burst }, (_, at) => installation.write(`w${turn}-${at + 1}`)));
      }
      await installation.settle();
      await judge(installation);
      figures.bookmarks = watchers
        .flatMap(({ seen }) => seen)
        .filter(({ type }) => type === 'BOOKMARK').length;
      expect(figures.bookmarks).toBeGreaterThan(0);
    },
    { isLong: true },
  );
});
