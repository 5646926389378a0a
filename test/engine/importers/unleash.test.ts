import { importUnleash, ImportError } from '../../../src/engine/importers';
import { aFeature, answerOf, aRollout, aStateOf, imported, isEnabled, reportOn } from './unleash-features';

const blue = { name: 'blue', weight: 500, payload: { type: 'string', value: '#00f' } };
const red = { name: 'red', weight: 500, payload: { type: 'string', value: '#f00' } };
const disabled = { name: 'disabled', enabled: false, feature_enabled: false };

const nested = (levels: number): unknown =>
  Array.from({ length: levels }).reduce<unknown>((inner) => [inner], null);

describe('a feature', () => {
  it('with a constrained rollout becomes a switch with one rule per strategy', () => {
    const constraint = { contextName: 'country', operator: 'IN', values: ['no', 'se'] };
    const title = 'a tenth of the north';
    const strategy = aRollout({ rollout: '10' }, { title, constraints: [constraint], segments: [7] });
    const state = {
      features: [aFeature({ strategies: [strategy] })],
      segments: [{ id: 7, constraints: [{ contextName: 'plan', operator: 'NOT_IN', values: ['free'] }] }],
    };
    expect(imported(state, { sdk: 'node' })).toEqual({
      key: 'feature',
      type: 'BOOLEAN',
      on: true,
      off: 'off',
      variants: { on: { value: true }, off: { value: false } },
      rules: [
        {
          id: 'strategy-1',
          description: title,
          when: {
            all: [
              { attr: { path: ['country'] }, op: 'eq', as: 'text', values: ['no', 'se'] },
              { segment: '7' },
              {
                within: {
                  unit: [{ path: ['key'] }, { path: ['sessionId'] }, { builtin: 'random' }],
                  usable: 'truthy',
                  absent: 'out',
                  text: ['group:', { unit: true }],
                  bytes: 'low8',
                  hash: 'murmur3',
                  map: 'mod',
                  span: 100,
                },
                ranges: [[0, 10]],
              },
            ],
          },
          serve: 'on',
        },
      ],
      fallthrough: 'off',
      seed: 'feature',
      clientSide: false,
      tags: [],
      source: { system: 'unleash', sdk: 'node' },
    });
    expect(importUnleash(state).ruleset.segments).toEqual({
      7: { when: { not: { attr: { path: ['plan'] }, op: 'eq', as: 'text', values: ['free'] } } },
    });
  });

  it('without strategies is enabled for everybody', () => {
    expect(imported(aStateOf(aFeature({ strategies: [] })))).toMatchObject({ rules: [], fallthrough: 'on' });
  });

  it('that is disabled is off, whatever its strategies say', () => {
    expect(imported(aStateOf(aFeature({ enabled: false })))).toMatchObject({ on: false, off: 'off' });
    expect(answerOf(aStateOf(aFeature({ enabled: false, variants: [blue] })))).toEqual(disabled);
  });

  it('goes on with the next strategy where one does not hold', () => {
    const strategies = [
      { name: 'userWithId', parameters: { userIds: 'ada, bob' } },
      { name: 'remoteAddress', parameters: { IPs: '10.0.0.0/8 , ::1' } },
    ];
    const state = aStateOf(aFeature({ strategies }));
    expect(isEnabled(state, { userId: 'bob' })).toBe(true);
    expect(isEnabled(state, { userId: 'eve', remoteAddress: '10.1.2.3' })).toBe(true);
    expect(isEnabled(state, { remoteAddress: '::1' })).toBe(true);
    expect(isEnabled(state, { userId: 'eve', remoteAddress: '11.1.2.3' })).toBe(false);
    expect(isEnabled(state)).toBe(false);
  });

  it('asks for the name of the host, which apps have to send', () => {
    const state = aStateOf(
      aFeature({ strategies: [{ name: 'applicationHostname', parameters: { hostNames: 'Web-1,web-2' } }] }),
    );
    expect(isEnabled(state, { properties: { hostname: 'WEB-1' } })).toBe(true);
    expect(isEnabled(state)).toBe(false);
    expect(reportOn(state)).toMatchObject({
      outcome: 'exact-if',
      questions: ["does every app send its host's name as hostname? Unleash's SDKs read it from the machine"],
    });
  });
});

describe('variants', () => {
  it('have their payload as value, and beside it what Unleash returns', () => {
    const variants = [
      blue,
      { name: 'many', weight: 1, payload: { type: 'number', value: '12.5' } },
      { name: 'rich', weight: 1, payload: { type: 'json', value: '{"a":[1]}' } },
      { name: 'broken', weight: 1, payload: { type: 'json', value: '{' } },
      { name: 'bare', weight: 1 },
    ];
    expect(imported(aStateOf(aFeature({ variants })))).toMatchObject({
      type: 'JSON',
      off: null,
      variants: {
        blue: { value: '#00f', extra: { name: 'blue', payload: { type: 'string', value: '#00f' } } },
        many: { value: 12.5, extra: { name: 'many', payload: { type: 'number', value: '12.5' } } },
        rich: { value: { a: [1] }, extra: { name: 'rich', payload: { type: 'json', value: '{"a":[1]}' } } },
        broken: { value: '{', extra: { name: 'broken', payload: { type: 'json', value: '{' } } },
        bare: { value: 'bare', extra: { name: 'bare' } },
      },
    });
    expect(imported(aStateOf(aFeature({ variants: [blue, red] }))).type).toBe('STRING');
  });

  it('of one name that differ between strategies stay apart, and those that do not are one', () => {
    const other = { name: 'blue', weight: 1, payload: { type: 'string', value: '#88f' } };
    const strategies = [blue, other, blue].map((variant) => aRollout({}, { variants: [variant] }));
    const { variants, rules } = imported(aStateOf(aFeature({ strategies })));
    expect(Object.keys(variants)).toEqual(['blue', 'blue-2']);
    expect(rules.map(({ serve }) => serve)).toMatchObject([
      { arms: [{ variant: 'blue' }] },
      { arms: [{ variant: 'blue-2' }] },
      { arms: [{ variant: 'blue' }] },
    ]);
  });

  it('of a strategy go before those of the feature', () => {
    const strategies = [
      aRollout(
        {},
        { constraints: [{ contextName: 'plan', operator: 'IN', values: ['pro'] }], variants: [red] },
      ),
      { name: 'default' },
    ];
    const state = aStateOf(aFeature({ strategies, variants: [blue] }));
    expect(answerOf(state, { properties: { plan: 'pro' } }).name).toBe('red');
    expect(answerOf(state).name).toBe('blue');
  });

  it('that weigh nothing are none, and the feature is still enabled', () => {
    const strategies = [aRollout({}, { variants: [{ name: 'none', weight: 0 }] })];
    const state = aStateOf(aFeature({ strategies }));
    expect(answerOf(state)).toEqual({ name: 'disabled', enabled: false, feature_enabled: true });
    expect(imported(state).variants).toEqual({ on: { value: true }, off: { value: false } });
  });

  it('leave a way to be enabled without one, under a name that is free', () => {
    const strategies = [
      aRollout({ stickiness: 'team' }, { variants: [{ name: 'on', weight: 1 }] }),
      { name: 'default' },
    ];
    const state = aStateOf(aFeature({ strategies }));
    expect(Object.keys(imported(state).variants)).toEqual(['on', 'on-2']);
    expect(answerOf(state)).toEqual({ name: 'disabled', enabled: false, feature_enabled: true });
    expect(answerOf(state, { properties: { team: 'a' } })).toMatchObject({ name: 'on', enabled: true });
  });

  it('are overridden for some before anything is hashed', () => {
    const overrides = [{ contextName: 'userId', values: ['ada'] }];
    const state = aStateOf(aFeature({ variants: [blue, { ...red, weight: 0, overrides }] }));
    expect(answerOf(state, { userId: 'ada' }).name).toBe('red');
    expect(answerOf(state, { userId: 'bob' }).name).toBe('blue');
  });
});

describe('a dependency', () => {
  const child = (dependency: object): object =>
    aFeature({ dependencies: [{ feature: 'parent', ...dependency }] });
  const parent = (parts: object = {}): object => aFeature({ name: 'parent', ...parts });

  it.each([
    ['on an enabled parent', {}, {}, true],
    ['on a disabled parent', {}, { enabled: false }, false],
    ['that wants the parent off, which it is', { enabled: false }, { enabled: false }, true],
    ['that wants the parent off, which it is not', { enabled: false }, {}, false],
    ['on a variant that is served', { variants: ['red', 'blue'] }, { variants: [blue] }, true],
    ['on a variant that is not served', { variants: ['red'] }, { variants: [blue] }, false],
    ['on a parent with variants, whichever', { variants: [] }, { variants: [blue] }, true],
    ['on having no variant, of a parent without', { variants: ['disabled'] }, {}, true],
    ['on having no variant, of a disabled parent', { variants: ['disabled'] }, { enabled: false }, false],
    ['on a parent with a parent', {}, { dependencies: [{ feature: 'feature' }] }, false],
  ])('%s', (_, dependency, parts, expected) => {
    expect(isEnabled(aStateOf(child(dependency), parent(parts)))).toBe(expected);
  });

  it('is a rule that names the prerequisite', () => {
    expect(imported(aStateOf(child({}), parent())).rules[0]).toEqual({
      id: 'dependency-1',
      reason: 'PREREQUISITE',
      when: {
        not: { flag: 'parent', where: { attr: { kind: 'flag', path: ['value'] }, op: 'eq', values: [true] } },
      },
      serve: 'off',
    });
  });

  it('on nothing turns the feature off, with a warning', () => {
    expect(isEnabled(aStateOf(child({})))).toBe(false);
    expect(reportOn(aStateOf(child({})))).toMatchObject({
      outcome: 'exact',
      warnings: ['it depends on parent, which does not exist: off for everybody'],
    });
  });

  it('on what is refused is refused', () => {
    const state = aStateOf(child({}), parent({ variants: [{ name: 'half', weight: 0.5 }] }));
    expect(importUnleash(state)).toMatchObject({
      ruleset: { flags: {} },
      report: {
        flags: [
          { outcome: 'refused' },
          { outcome: 'refused', reason: 'features[1].variants[0].weight: must be a whole number, not 0.5' },
        ],
      },
    });
  });
});

describe('delta events', () => {
  const events = [
    {
      type: 'hydration',
      features: [aFeature({ name: 'first' }), aFeature({ name: 'second' })],
      segments: [],
    },
    { type: 'feature-updated', feature: aFeature({ name: 'first', enabled: false }) },
    { type: 'feature-removed', featureName: 'second' },
    { type: 'segment-updated', segment: { id: 1, constraints: [] } },
    { type: 'segment-updated', segment: { id: 2, constraints: [] } },
    { type: 'segment-removed', segmentId: 1 },
  ];

  it('are applied in their order', () => {
    const { ruleset } = importUnleash({ events });
    expect(Object.keys(ruleset.flags)).toEqual(['first']);
    expect(ruleset.flags.first.on).toBe(false);
    expect(Object.keys(ruleset.segments)).toEqual(['2']);
  });

  it('begin anew with every hydration', () => {
    const again = { type: 'hydration', features: [aFeature({ name: 'third' })] };
    const { ruleset } = importUnleash({ events: [...events, again] });
    expect(Object.keys(ruleset.flags)).toEqual(['third']);
    expect(ruleset.segments).toEqual({});
  });
});

describe('the report', () => {
  it('calls exact what the state tells whole', () => {
    expect(reportOn(aStateOf(aFeature()))).toEqual({
      key: 'feature',
      outcome: 'exact',
      questions: [],
      targeting: 'rules',
      warnings: [],
    });
  });

  it('asks which SDK hashed, unless it is told', () => {
    const state = aStateOf(aFeature({ strategies: [aRollout()] }));
    expect(reportOn(state)).toMatchObject({
      outcome: 'exact-if',
      questions: ["are all ids and group ids ASCII? Unleash's Node SDK hashes other letters in its own way"],
    });
    expect(reportOn(state, { sdk: 'java' })?.outcome).toBe('exact');
  });

  it.each<[string, object]>([
    ['variants', { variants: [{ name: 'a', weight: 1 }] }],
    [
      'variants of a strategy',
      { strategies: [aRollout({}, { variants: [{ name: 'a', weight: 1, stickiness: 'default' }] })] },
    ],
    ['a list of ids', { strategies: [{ name: 'userWithId', parameters: { userIds: '42' } }] }],
  ])('asks whether ids are texts for %s, unless it was another SDK than Node’s', (_, parts) => {
    const question =
      "does every app send userId as a text? Unleash's Node SDK finds no number in a list of ids, and draws variants without it";
    const state = aStateOf(aFeature(parts));
    expect(reportOn(state, { sdk: 'node' })).toMatchObject({ outcome: 'exact-if', questions: [question] });
    expect(reportOn(state)).toMatchObject({ questions: expect.arrayContaining([question]) as string[] });
    expect(reportOn(state, { sdk: 'java' })).toMatchObject({ outcome: 'exact', questions: [] });
  });

  it.each<[string, object]>([
    ['rollouts', { strategies: [aRollout()] }],
    ['variants that stick to something else', { variants: [{ name: 'a', weight: 1, stickiness: 'plan' }] }],
    ['variants that weigh nothing', { variants: [{ name: 'a', weight: 0 }] }],
  ])('does not ask whether ids are texts for %s', (_, parts) => {
    expect(reportOn(aStateOf(aFeature(parts)), { sdk: 'node' })).toMatchObject({ outcome: 'exact' });
  });

  it('asks for what SDKs know by themselves, also when a segment reads it', () => {
    const constraints = [{ contextName: 'appName', operator: 'IN', values: ['web'] }];
    const features = [aFeature({ strategies: [{ name: 'default', segments: [1] }] })];
    expect(reportOn({ features, segments: [{ id: 1, constraints }] })).toMatchObject({
      questions: ["does every app send appName? Unleash's SDKs add it by themselves"],
    });
  });

  it.each([
    ['a strategy that is not built in', { name: 'byMood' }, 'the strategy byMood is not built in'],
    ['a segment that does not exist', { name: 'default', segments: [4] }, 'segment 4 does not exist'],
    ['a rollout by chance', aRollout({ stickiness: 'random' }), 'it sticks to nothing but chance'],
    [
      'an unknown operator',
      { name: 'default', constraints: [{ contextName: 'a', operator: 'LIKE', value: 'b' }] },
      'the constraint on a has no known operator (LIKE): never holds',
    ],
    [
      'a literal that cannot be read',
      {
        name: 'default',
        constraints: [{ contextName: 'a', operator: 'NUM_EQ', value: 'b', inverted: true }],
      },
      'the constraint on a cannot read "b" for NUM_EQ: always holds',
    ],
  ])('warns of %s', (_, strategy, warning) => {
    expect(reportOn(aStateOf(aFeature({ strategies: [strategy] })))).toMatchObject({
      outcome: expect.stringContaining('exact'),
      warnings: [expect.stringContaining(warning)],
    });
  });

  const constrained = (constraint: object): object =>
    aFeature({ strategies: [{ name: 'default', constraints: [{ contextName: 'a', ...constraint }] }] });

  it.each([
    [aFeature({ strategies: undefined }), 'features[0].strategies: must be a list, not nothing'],
    [
      aFeature({ variants: [{ name: 'deep', weight: 1, payload: nested(5000) }] }),
      'nested deeper than 64 levels',
    ],
    [aFeature({ enabled: 'yes' }), 'features[0].enabled: must be true or false, not "yes"'],
    [
      constrained({ operator: 'IN', values: [1] }),
      'strategies[0].constraints[0].values[0]: must be a text, not 1',
    ],
    [
      constrained({ operator: 'DATE_AFTER', value: 'Jan 1 2026' }),
      '"Jan 1 2026" is a date that machines read',
    ],
    [constrained({ operator: 'REGEX', value: '(a{30}){30}' }), 'is no pattern that runs in linear time'],
    [aFeature({ variants: [{ name: '', weight: 1 }] }), 'must be a text that is not empty'],
  ])('refuses what cannot be carried, with the place (%#)', (feature, reason) => {
    expect(importUnleash(aStateOf(feature))).toMatchObject({
      ruleset: { flags: {} },
      report: { flags: [{ key: 'feature', outcome: 'refused', reason: expect.stringContaining(reason) }] },
    });
  });

  it('refuses a feature with the segment that it needs', () => {
    const constraints = [{ contextName: 'a', operator: 'REGEX', value: '(a{30}){30}' }];
    const features = [
      aFeature({ strategies: [{ name: 'default', segments: [1] }] }),
      aFeature({ name: 'other' }),
    ];
    const { ruleset, report } = importUnleash({ features, segments: [{ id: 1, constraints }] });
    expect(report.flags.map(({ outcome }) => outcome)).toEqual(['refused', 'exact']);
    expect(ruleset).toMatchObject({ segments: {}, flags: { other: {} } });
  });

  it.each([
    [null, 'must be an object, not null'],
    [{}, 'this is no state of Unleash: it has neither "features" nor "events"'],
    [{ features: {} }, 'features: must be a list, not an object'],
    [{ features: [{ enabled: true }] }, 'features[0].name: must be a text, not nothing'],
    [{ features: [], segments: [{}] }, 'segments[0].id: must be a text, not nothing'],
    [{ events: [{ type: 'renamed' }] }, 'events[0].type: "renamed" is no known event'],
  ])('there is none on a file that is no state: %j', (source, message) => {
    expect(() => importUnleash(source)).toThrow(ImportError);
    expect(() => importUnleash(source)).toThrow(message);
  });
});
