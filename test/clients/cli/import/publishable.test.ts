import { publishable } from '../../../../src/clients/cli/import/publishable';
import type { Flag, Ruleset } from '../../../../src/engine/evaluation';
import type { FlagReport, Import } from '../../../../src/engine/importers';
import { aFlag, aRule, aRuleset } from '../../../support/builders';

const exact = ({ key }: Flag): FlagReport => ({
  key,
  outcome: 'exact',
  questions: [],
  targeting: 'rules',
  warnings: [],
});

const importOf = (ruleset: Ruleset): Import => ({
  ruleset,
  report: { flags: Object.values(ruleset.flags).map(exact) },
});

const needing = (key: string, ...flags: string[]): Flag =>
  aFlag({ key, rules: flags.map((flag) => aRule({ id: flag, when: { flag, where: true } })) });

it('leaves alone what a server takes', () => {
  const imported = importOf(
    aRuleset({ flags: [needing('a'), needing('b', 'a')], segments: { s: { when: true } } }),
  );
  expect(publishable(imported)).toEqual(imported);
});

it('refuses flags that need each other in a circle, and whatever needs them', () => {
  const flags = [needing('a', 'b'), needing('b', 'a'), needing('c', 'd'), needing('d', 'b'), needing('free')];
  const { ruleset, report } = publishable(importOf(aRuleset({ flags })));
  expect(Object.keys(ruleset.flags)).toEqual(['free']);
  expect(
    report.flags.map((flag) => [flag.key, flag.outcome === 'refused' ? flag.reason : flag.outcome]),
  ).toEqual([
    ['a', expect.stringMatching(/^rules\[0\].*: a cycle: .*a.* -> .*b.* -> .*a.*, which no server takes$/)],
    ['b', 'needs flag a, which is refused'],
    ['c', 'needs flag d, which is refused'],
    ['d', 'needs flag b, which is refused'],
    ['free', 'exact'],
  ]);
});

it('refuses a flag whose segments are in a circle, and leaves the segments out', () => {
  const segments = { s: { when: { segment: 't' } }, t: { when: { segment: 's' } }, u: { when: true } };
  const flags = [aFlag({ key: 'a', rules: [aRule({ when: { segment: 't' } })] })];
  const { ruleset, report } = publishable(importOf(aRuleset({ flags, segments })));
  expect([Object.keys(ruleset.flags), Object.keys(ruleset.segments)]).toEqual([[], ['u']]);
  expect(report.flags).toEqual([
    { key: 'a', outcome: 'refused', reason: 'needs segment t, which is refused' },
  ]);
});

it('refuses a flag that has no variant', () => {
  const empty = aFlag({ variants: {}, off: null, fallthrough: null });
  expect(publishable(importOf(aRuleset({ flags: [empty] })))).toMatchObject({
    ruleset: { flags: {} },
    report: { flags: [{ outcome: 'refused', reason: "has no variant, only the caller's default to serve" }] },
  });
});

it('leaves out a tag that no server takes, and says so', () => {
  const { ruleset, report } = publishable(
    importOf(aRuleset({ flags: [aFlag({ tags: ['web', 'mobile app'] })] })),
  );
  expect(ruleset.flags.flag.tags).toEqual(['web']);
  expect(report.flags[0]).toMatchObject({
    outcome: 'exact',
    warnings: ['the tag "mobile app" is left out: a tag has 1 to 64 characters and no spaces'],
  });
});

it('keeps what was refused before', () => {
  const refused: FlagReport = { key: 'gone', outcome: 'refused', reason: 'was deleted' };
  const { report } = publishable({ ruleset: aRuleset(), report: { flags: [refused] } });
  expect(report.flags).toEqual([refused]);
});
