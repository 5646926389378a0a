import { importLaunchDarkly } from '../../../src/engine/importers';
import { answer, aToggle, aToggleWith, importOne, reportOn } from './launchdarkly-flags';

const ada = { kind: 'user', key: 'ada' };
const malformed = { value: 'default', reason: { kind: 'ERROR', errorKind: 'MALFORMED_FLAG' } };

describe('a flag', () => {
  it('keeps its variations by their places, and its key as its seed', () => {
    expect(importOne(aToggle())).toEqual({
      key: 'flag',
      type: 'BOOLEAN',
      on: true,
      off: '1',
      variants: { 0: { value: true }, 1: { value: false } },
      rules: [],
      fallthrough: '1',
      seed: 'flag',
      clientSide: false,
      tags: [],
      source: { system: 'launchdarkly', sdk: 'node' },
    });
  });

  it('that is off serves its off variation, and keeps its rules for when it is on', () => {
    const off = aToggle({ on: false, targets: [{ variation: 0, values: ['ada'] }] });
    expect(answer(off, ada)).toEqual({ value: false, variationIndex: 1, reason: { kind: 'OFF' } });
    expect(importOne(off).rules).toHaveLength(1);
  });

  it("that is off without an off variation serves the caller's default, which is no error", () => {
    const off = aToggle({ on: false, offVariation: undefined });
    expect(answer(off, ada)).toEqual({ value: 'default', reason: { kind: 'OFF' } });
  });

  it.each([
    [
      'is shown to clients by its availability',
      { clientSideAvailability: { usingEnvironmentId: true } },
      true,
    ],
    ['is hidden from clients by its availability', { clientSideAvailability: {}, clientSide: true }, false],
    ['is shown to clients in the older form', { clientSide: true }, true],
  ])('%s', (_, parts, clientSide) => {
    expect(importOne(aToggle(parts)).clientSide).toBe(clientSide);
  });

  it.each([
    ['STRING', ['a', 'b']],
    ['NUMBER', [1, 2.5]],
    ['JSON', ['a', 1]],
    ['JSON', [{ a: 1 }, []]],
  ])('is of type %s when its variations are', (type, variations) => {
    expect(importOne(aToggle({ variations })).type).toBe(type);
  });
});

describe('the order of a flag', () => {
  const flag = aToggle({
    variations: ['off', 'target', 'rule', 'fallthrough'],
    offVariation: 0,
    prerequisites: [{ key: 'parent', variation: 0 }],
    targets: [{ variation: 1, values: ['ada', 'bob'] }],
    rules: [{ id: 'r', clauses: [{ attribute: 'key', op: 'in', values: ['ada', 'cleo'] }], variation: 2 }],
    fallthrough: { variation: 3 },
  });
  const parent = (key: string): object =>
    aToggleWith({ attribute: 'key', op: 'in', values: [key], negate: true });

  it.each([
    [
      'dan',
      { value: 'off', variationIndex: 0, reason: { kind: 'PREREQUISITE_FAILED', prerequisiteKey: 'parent' } },
    ],
    ['ada', { value: 'target', variationIndex: 1, reason: { kind: 'TARGET_MATCH' } }],
    ['cleo', { value: 'rule', variationIndex: 2, reason: { kind: 'RULE_MATCH', ruleIndex: 0, ruleId: 'r' } }],
    ['eve', { value: 'fallthrough', variationIndex: 3, reason: { kind: 'FALLTHROUGH' } }],
  ])('is prerequisites, targets, rules, fallthrough: %s', (key, expected) => {
    expect(answer(flag, { kind: 'user', key }, { flags: { parent: parent('dan') } })).toEqual(expected);
  });

  it('counts rules that nobody can meet, so that the others keep their index', () => {
    const rules = [
      { id: 'dead', clauses: [{ attribute: 'a', op: 'in', values: [] }], variation: 0 },
      { id: 'all', clauses: [], variation: 0 },
    ];
    expect(answer(aToggle({ rules }), ada).reason).toEqual({
      kind: 'RULE_MATCH',
      ruleIndex: 1,
      ruleId: 'all',
    });
  });

  it('tells rules of one id apart, and names those without', () => {
    const rules = ['same', 'same', ''].map((id) => ({ id, clauses: [], variation: 0 }));
    expect(importOne(aToggle({ rules })).rules.map(({ id }) => id)).toEqual(['same', 'same#2', 'rule-3']);
  });
});

describe('a prerequisite', () => {
  const child = aToggle({ fallthrough: { variation: 0 }, prerequisites: [{ key: 'parent', variation: 1 }] });
  const failed = {
    value: false,
    variationIndex: 1,
    reason: { kind: 'PREREQUISITE_FAILED', prerequisiteKey: 'parent' },
  };

  it('is met by exactly the variation asked for', () => {
    expect(answer(child, ada, { flags: { parent: aToggle() } }).value).toBe(true);
    const other = aToggle({ fallthrough: { variation: 0 } });
    expect(answer(child, ada, { flags: { parent: other } })).toEqual(failed);
  });

  it('that is off fails, even where its off variation is the one asked for', () => {
    expect(answer(child, ada, { flags: { parent: aToggle({ on: false }) } })).toEqual(failed);
  });

  it('that does not exist, or was deleted, fails', () => {
    expect(answer(child, ada)).toEqual(failed);
    expect(answer(child, ada, { flags: { parent: { deleted: true } } })).toEqual(failed);
    expect(reportOn(child)).toMatchObject({
      outcome: 'exact',
      warnings: ['prerequisite parent does not exist: it fails, as in LaunchDarkly'],
    });
  });

  it('that is malformed makes malformed whoever asks it', () => {
    expect(answer(child, ada, { flags: { parent: aToggle({ fallthrough: {} }) } })).toEqual(malformed);
  });

  it('in a cycle is malformed', () => {
    const parent = aToggle({ prerequisites: [{ key: 'flag', variation: 0 }] });
    expect(answer(child, ada, { flags: { parent } })).toEqual(malformed);
    expect(reportOn(child, { flags: { parent } })).toMatchObject({
      warnings: ['a cycle: flag flag -> flag parent -> flag flag: answers ERROR'],
    });
  });
});

describe('targets', () => {
  const targets = [
    { variation: 0, values: ['ada'] },
    { variation: 1, values: ['bob'] },
  ];

  it('of users only are tried in their order', () => {
    const both = [
      { variation: 0, values: ['ada'] },
      { variation: 1, values: ['ada'] },
    ];
    expect(answer(aToggle({ targets: both }), ada).variationIndex).toBe(0);
  });

  it('beside those of other kinds stand where the list of all kinds says', () => {
    const contextTargets = [
      { contextKind: 'org', variation: 1, values: ['acme'] },
      { contextKind: 'user', variation: 0, values: [] },
    ];
    const flag = aToggle({ targets, contextTargets });
    expect(answer(flag, { kind: 'multi', user: { key: 'ada' }, org: { key: 'acme' } }).variationIndex).toBe(
      1,
    );
    expect(answer(flag, ada)).toMatchObject({ variationIndex: 0, reason: { kind: 'TARGET_MATCH' } });
    expect(answer(flag, { kind: 'user', key: 'bob' }).reason).toEqual({ kind: 'FALLTHROUGH' });
  });
});

describe('what is malformed fails only where it is reached', () => {
  const forAda = [{ attribute: 'key', op: 'in', values: ['ada'] }];

  it.each([
    ['a rule to a variation too high', { rules: [{ clauses: forAda, variation: 2 }] }],
    ['a rule to a variation too low', { rules: [{ clauses: forAda, variation: -1 }] }],
    ['a rule to nothing', { rules: [{ clauses: forAda }] }],
    ['a rollout to nothing', { rules: [{ clauses: forAda, rollout: { variations: [] } }] }],
    [
      'a rollout to no variation',
      { rules: [{ clauses: forAda, rollout: { variations: [{ variation: 7 }] } }] },
    ],
    ['a target of no variation', { targets: [{ variation: 9, values: ['ada'] }] }],
    [
      'a clause without an attribute',
      { rules: [{ clauses: [...forAda, { op: 'in', values: ['x'] }], variation: 0 }] },
    ],
    [
      'a clause with a bad reference',
      {
        rules: [
          {
            clauses: [...forAda, { contextKind: 'user', attribute: '/a~', op: 'in', values: [] }],
            variation: 0,
          },
        ],
      },
    ],
  ])('%s', (_, parts) => {
    const flag = aToggle(parts);
    expect(answer(flag, ada)).toEqual(malformed);
    expect(answer(flag, { kind: 'user', key: 'bob' }).value).toBe(false);
    expect(reportOn(flag)).toMatchObject({
      outcome: 'exact',
      warnings: [expect.stringMatching(/ is malformed: answers ERROR, as in LaunchDarkly$/)],
    });
  });

  it('an off variation that does not exist', () => {
    expect(answer(aToggle({ on: false, offVariation: 2 }), ada)).toEqual(malformed);
    expect(answer(aToggle({ offVariation: 2 }), ada).value).toBe(false);
  });

  it('an arm of a rollout to no variation', () => {
    const variations = [
      { variation: 7, weight: 50_000 },
      { variation: 0, weight: 50_000 },
    ];
    const flag = aToggle({ salt: 'salt', fallthrough: { rollout: { variations } } });
    const answers = Array.from({ length: 100 }, (_, i) => answer(flag, { kind: 'user', key: `u${i}` }));
    const failures = answers.filter(({ reason }) => reason.kind === 'ERROR');
    expect(failures.length).toBeGreaterThan(30);
    expect(failures.length).toBeLessThan(70);
    expect(answers.filter(({ value }) => value === true)).toHaveLength(100 - failures.length);
  });
});

describe('refused', () => {
  it.each([
    ['a migration flag', aToggle({ migration: {} }), 'flags.flag.migration: migration flags are not carried'],
    ['a deleted flag', { deleted: true }, 'flags.flag: was deleted'],
    ['rules that are no list', aToggle({ rules: {} }), 'flags.flag.rules: must be a list, not an object'],
    [
      'an index that is no number',
      aToggle({ fallthrough: { variation: '1' } }),
      'flags.flag.fallthrough.variation: must be a number, not "1"',
    ],
    [
      'a pattern that cannot run in linear time',
      aToggleWith({ attribute: 'a', op: 'matches', values: ['^(?=a)'] }),
      expect.stringMatching(
        /^flags.flag.rules\[0\].clauses\[0\]: the pattern \^\(\?=a\) does not run in linear time/,
      ),
    ],
  ])('is %s', (_, flag, reason) => {
    expect(reportOn(flag)).toEqual({ key: 'flag', outcome: 'refused', reason });
  });

  it('is a flag that asks a big segment, however far away', () => {
    const segments = {
      near: { rules: [{ clauses: [{ op: 'segmentMatch', values: ['big'] }] }] },
      big: { unbounded: true },
    };
    const asks = aToggleWith({ op: 'segmentMatch', values: ['near'] });
    const { ruleset, report } = importLaunchDarkly({
      flags: {
        flag: aToggle({ prerequisites: [{ key: 'parent', variation: 0 }] }),
        parent: asks,
        other: aToggle(),
      },
      segments,
    });
    const reason = 'segments.big: is a big segment: its members are not in the file';
    expect(report.flags).toEqual([
      { key: 'flag', outcome: 'refused', reason: 'needs flag parent, which is refused' },
      { key: 'parent', outcome: 'refused', reason: `needs segment near: needs segment big: ${reason}` },
      { key: 'other', outcome: 'exact', questions: [], targeting: 'none', warnings: [] },
    ]);
    expect(Object.keys(ruleset.flags)).toEqual(['other']);
    expect(ruleset.segments).toEqual({});
  });

  it('is a flag whose segment has a bad reference, since a segment has nothing to fail by', () => {
    const segments = {
      s: { rules: [{ clauses: [{ contextKind: 'user', attribute: '/', op: 'in', values: [1] }] }] },
    };
    expect(reportOn(aToggleWith({ op: 'segmentMatch', values: ['s'] }), { segments })).toMatchObject({
      outcome: 'refused',
      reason: 'needs segment s: segments.s.rules[0]: attribute "/" is no reference',
    });
  });
});

describe('the report asks', () => {
  const rollout = { variations: [{ variation: 0, weight: 100_000 }] };
  const doubles =
    'do the SDKs in use place users in doubles? one that uses single floats differs at the very edges';

  it.each([
    ['nothing of a rollout evaluated by Node', aToggle({ fallthrough: { rollout } }), { sdk: 'node' }, []],
    ['about floats where the SDK is not known', aToggle({ fallthrough: { rollout } }), {}, [doubles]],
    [
      'about the seed 0',
      aToggle({ fallthrough: { rollout: { ...rollout, seed: 0 } } }),
      {},
      [doubles, 'is Node the SDK in use? it takes the seed 0 for none'],
    ],
    [
      'about patterns that languages read differently',
      aToggleWith({ attribute: 'a', op: 'matches', values: ['^\\d+$', '^v[0-9]$'] }),
      { sdk: 'java' },
      ['does the pattern ^\\d+$ mean to the SDKs in use what it means to RE2, for all texts that they meet?'],
    ],
  ])('%s', (_, flag, options, questions) => {
    expect(reportOn(flag, {}, options)).toMatchObject({
      outcome: questions.length > 0 ? 'exact-if' : 'exact',
      questions,
    });
  });

  it('on a flag what it would ask on the segments that it uses', () => {
    const segments = {
      near: { rules: [{ clauses: [{ op: 'segmentMatch', values: ['far'] }] }] },
      far: { rules: [{ clauses: [], weight: 1000 }] },
    };
    const flag = aToggleWith({ op: 'segmentMatch', values: ['near'] });
    expect(reportOn(flag, { segments }, {})).toMatchObject({ outcome: 'exact-if', questions: [doubles] });
  });
});

describe('a file', () => {
  it.each([
    ['null', null, 'must be an object, not null'],
    ['a list', [], 'must be an object, not a list'],
    ['without flags', { segments: {} }, 'this is no LaunchDarkly data: it has no "flags"'],
    ['with flags in a list', { flags: [] }, 'flags: must be an object, not a list'],
  ])('that is %s is an error', (_, source, message) => {
    expect(() => importLaunchDarkly(source)).toThrow(message);
  });

  it('may be the event that streams the data', () => {
    const { ruleset } = importLaunchDarkly({ path: '/', data: { flags: { flag: aToggle() }, segments: {} } });
    expect(Object.keys(ruleset.flags)).toEqual(['flag']);
  });

  it('keeps keys that we would not give out ourselves', () => {
    const { ruleset } = importLaunchDarkly({ flags: { 'My Flag/ü': aToggle() } });
    expect(ruleset.flags['My Flag/ü']).toMatchObject({ key: 'My Flag/ü' });
  });
});
