import { importStatsig, statsigSubject } from '../../../src/engine/importers';
import { aConfig, aGate, aGateWith, answer, importSpecs, reportsOn, specsOf } from './statsig-specs';

const forUser = (...targetValue: string[]): object => ({
  type: 'unit_id',
  idType: 'userID',
  operator: 'any',
  targetValue,
});

describe('a gate', () => {
  it('is a truth value that its first rule decides', () => {
    expect(importSpecs({ gates: [aGate([{ conditions: [forUser('ada')] }])] }).gate).toEqual({
      key: 'gate',
      type: 'BOOLEAN',
      on: true,
      off: 'false',
      variants: { true: { value: true }, false: { value: false } },
      rules: [
        {
          id: 'rule0',
          when: { attr: { path: ['key'] }, op: 'eq', as: 'lower', values: ['ada'] },
          serve: 'true',
        },
      ],
      fallthrough: 'false',
      seed: 'gate',
      clientSide: true,
      tags: [],
      source: { system: 'statsig', sdk: 'node' },
    });
  });

  it('that is disabled passes nobody', () => {
    const gates = [aGate([{}], { enabled: false })];
    expect(answer('gate', { userID: 'ada' }, { gates })).toEqual({
      value: false,
      ruleID: 'disabled',
      groupName: null,
    });
  });

  it('without a rule that holds passes nobody', () => {
    const gates = [aGate([{ conditions: [forUser('ada')] }])];
    expect(answer('gate', { userID: 'bob' }, { gates }).ruleID).toBe('default');
  });

  it('needs all conditions of a rule', () => {
    const gates = [
      aGateWith(forUser('ada'), { type: 'user_field', field: 'f', operator: 'eq', targetValue: 1 }),
    ];
    expect(answer('gate', { userID: 'ada', custom: { f: 1 } }, { gates }).value).toBe(true);
    expect(answer('gate', { userID: 'ada', custom: { f: 2 } }, { gates }).value).toBe(false);
  });

  it('that is a holdout is hidden from clients', () => {
    expect(importSpecs({ gates: [aGate([], { entity: 'holdout' })] }).gate.clientSide).toBe(false);
  });
});

describe('a segment', () => {
  const segment = (rules: object[], parts: object = {}): object =>
    aGate(rules, { name: 'segment:s', entity: 'segment', ...parts });
  const isIn = (userID: string, source: object): unknown =>
    answer(
      'gate',
      { userID },
      { gates: [source, aGateWith({ type: 'pass_gate', targetValue: 'segment:s' })] },
    ).value;

  it('is no flag of its own', () => {
    const { ruleset, report } = importStatsig(
      specsOf({ gates: [segment([{ conditions: [forUser('ada')] }])] }),
    );
    expect(ruleset.flags).toEqual({});
    expect(Object.keys(ruleset.segments)).toEqual(['segment:s']);
    expect(report.flags).toEqual([]);
  });

  it('is decided by the first of its rules that holds', () => {
    const source = segment([
      { conditions: [forUser('ada')], passPercentage: 0 },
      { conditions: [forUser('ada', 'bob')] },
      { conditions: [forUser('cleo')] },
    ]);
    expect(['ada', 'bob', 'cleo', 'dan'].map((id) => isIn(id, source))).toEqual([false, true, true, false]);
  });

  it('takes no later rule for whoever does not pass one', () => {
    const source = segment([{ salt: 'ruleSalt', passPercentage: 50 }, {}]);
    expect(['user-1', 'user-3'].map((id) => isIn(id, source))).toEqual([false, true]);
    expect(isIn('user-3', segment([{}], { enabled: false }))).toBe(false);
  });
});

describe('a configuration', () => {
  const configs = [
    aConfig([
      { conditions: [forUser('ada')], groupName: 'VIPs' },
      { conditions: [forUser('bob')], passPercentage: 0 },
      { returnValue: true },
    ]),
  ];

  it.each([
    ['ada', { value: { from: 'rule0' }, ruleID: 'rule0', groupName: 'VIPs' }],
    ['bob', { value: { from: 'default' }, ruleID: 'rule1', groupName: null }],
    ['cleo', { value: {}, ruleID: 'rule2', groupName: null }],
  ])('gives %s the parameters of the rule', (userID, expected) => {
    expect(answer('config', { userID }, { configs })).toEqual(expected);
  });

  it('calls its variants by group or rule, each once', () => {
    const rules = [{ groupName: 'A' }, { groupName: 'A' }, { id: 'default' }, { id: '' }];
    expect(Object.keys(importSpecs({ configs: [aConfig(rules)] }).config.variants)).toEqual([
      'default',
      'A',
      'A#2',
      'default#2',
      'rule-4',
    ]);
  });

  it('tells rules of one id apart, and answers with the id that they share', () => {
    const same = [aConfig([{ id: 'same', conditions: [forUser('ada')] }, { id: 'same' }])];
    expect(importSpecs({ configs: same }).config.rules.map(({ id }) => id)).toEqual(['same', 'same#2']);
    expect(answer('config', { userID: 'bob' }, { configs: same }).ruleID).toBe('same');
  });

  it('of the same name as a gate comes under another, and says so', () => {
    const specs = { gates: [aGate([{}], { name: 'x' })], configs: [aConfig([{}], { name: 'x' })] };
    expect(importSpecs(specs)['x:config']).toMatchObject({ key: 'x:config', type: 'JSON' });
    expect(reportsOn(specs)).toMatchObject([
      { key: 'x', warnings: [] },
      { key: 'x:config', warnings: ['another flag is called x: this one is called x:config'] },
    ]);
  });
});

describe('a layer', () => {
  const layer = (delegate: string | null): object =>
    aConfig([{ conditions: [forUser('ada', 'bob')], configDelegate: delegate, passPercentage: 0 }], {
      name: 'layer',
      entity: 'layer',
      defaultValue: { from: 'layer' },
    });
  const experiment = (parts: object = {}): object =>
    aConfig([{ id: 'group', groupName: 'Test', conditions: [forUser('ada')] }], {
      name: 'experiment',
      ...parts,
    });
  const given = (userID: string, config = experiment(), delegate: string | null = 'experiment'): object =>
    answer('layer', { userID }, { configs: [config], layers: [layer(delegate)] });

  it.each([
    ['ada', { value: { from: 'rule0' }, ruleID: 'group', groupName: 'Test' }],
    ['bob', { value: { from: 'default' }, ruleID: 'default', groupName: null }],
    ['cleo', { value: { from: 'layer' }, ruleID: 'default', groupName: null }],
  ])('gives %s what the experiment gives, where it delegates to one', (userID, expected) => {
    expect(given(userID)).toEqual({ ...expected });
  });

  it("delegates to a disabled experiment's default", () => {
    expect(given('ada', experiment({ enabled: false }))).toEqual({
      value: { from: 'default' },
      ruleID: 'disabled',
      groupName: null,
    });
  });

  it('decides itself where what it delegates to does not exist', () => {
    expect(given('ada', experiment(), 'gone')).toEqual({
      value: { from: 'layer' },
      ruleID: 'rule0',
      groupName: null,
    });
  });

  it('may be called like the experiment', () => {
    const config = experiment({ name: 'layer' });
    const specs = { configs: [config], layers: [layer('layer')] };
    expect(answer('layer:layer', { userID: 'ada' }, specs).ruleID).toBe('group');
  });
});

describe('refused', () => {
  it.each([
    [
      'an unknown condition',
      { type: 'moon_phase' },
      'type: moon_phase is no condition that server SDKs know',
    ],
    [
      'an unknown operator',
      { type: 'user_field', field: 'f', operator: 'like', targetValue: 'x' },
      'operator: like is no operator that server SDKs know',
    ],
    [
      'the target app',
      { type: 'target_app', operator: 'any', targetValue: [] },
      'asks for the target app, which only Statsig knows',
    ],
    [
      'a condition without its field',
      { type: 'ip_based', operator: 'any', targetValue: [] },
      'ip_based needs a field',
    ],
    [
      'a field that is the id here',
      { type: 'user_field', field: 'key', operator: 'any', targetValue: [] },
      "asks for a field called key, which is the user's id here",
    ],
    [
      'a date that depends on where it is read',
      { type: 'user_field', field: 'f', operator: 'before', targetValue: 'Dec 6, 2017' },
      'the date Dec 6, 2017 is not written as ISO 8601',
    ],
    [
      'gates that are no list',
      { type: 'multi_pass_gate', targetValue: 'gate' },
      'targetValue: must be a list of gates',
    ],
  ])('is a gate with %s', (_, condition, problem) => {
    const place = 'feature_gates[0].rules[0].conditions[0]';
    const [report] = reportsOn({ gates: [aGateWith(condition)] });
    expect(report).toMatchObject({ key: 'gate', outcome: 'refused' });
    expect([`${place}: ${problem}`, `${place}.${problem}`]).toContain('reason' in report && report.reason);
  });

  it('is a pattern that cannot run in linear time', () => {
    const condition = { type: 'user_field', field: 'f', operator: 'str_matches', targetValue: '(?=a)' };
    expect(reportsOn({ gates: [aGateWith(condition)] })).toMatchObject([
      {
        outcome: 'refused',
        reason: expect.stringContaining('the pattern (?=a) does not run in linear time'),
      },
    ]);
  });

  it('is autotune, and whatever delegates to it', () => {
    const reason = 'dynamic_configs[0]: autotune is decided by Statsig, not by what SDKs receive';
    const configs = [aConfig([], { entity: 'autotune' })];
    const layers = [aConfig([{ configDelegate: 'config' }], { name: 'layer' })];
    expect(reportsOn({ configs, layers })).toEqual([
      { key: 'config', outcome: 'refused', reason },
      { key: 'layer', outcome: 'refused', reason },
    ]);
  });

  it('is a configuration that delegates to itself', () => {
    const configs = [aConfig([{ configDelegate: 'config' }])];
    expect(reportsOn({ configs })).toEqual([
      { key: 'config', outcome: 'refused', reason: 'dynamic_configs[0]: delegates to itself' },
    ]);
  });

  it('is whatever asks a refused gate or segment, and nothing else', () => {
    const bad = (name: string, parts: object = {}): object =>
      aGate([{ conditions: [{ type: 'moon_phase' }] }], { name, ...parts });
    const gates = [
      bad('bad'),
      bad('segment:bad', { entity: 'segment' }),
      aGate([{ conditions: [{ type: 'pass_gate', targetValue: 'bad' }] }], { name: 'a' }),
      aGate([{ conditions: [{ type: 'fail_gate', targetValue: 'segment:bad' }] }], { name: 'b' }),
      aGate([{}], { name: 'c' }),
    ];
    expect(reportsOn({ gates }).map(({ key, outcome }) => [key, outcome])).toEqual([
      ['bad', 'refused'],
      ['a', 'refused'],
      ['b', 'refused'],
      ['c', 'exact'],
    ]);
  });
});

describe('the report asks', () => {
  const asked = (condition: object): object =>
    reportsOn({ gates: [aGateWith({ type: 'user_field', field: 'f', ...condition })] })[0];

  it('how dates are sent, and where days begin', () => {
    const dates = 'are the dates in f sent as epoch time, or as ISO 8601 with a time zone?';
    expect(asked({ operator: 'before', targetValue: 0 })).toMatchObject({ questions: [dates] });
    expect(asked({ operator: 'on', targetValue: 0 })).toMatchObject({
      questions: ["did the SDK run in UTC? days begin and end there with the machine's clock", dates],
    });
    expect(asked({ type: 'current_time', operator: 'before', targetValue: 0 })).toMatchObject({
      questions: [],
    });
  });

  it('what patterns meet', () => {
    expect(asked({ operator: 'str_matches', targetValue: '^a' })).toMatchObject({
      outcome: 'exact-if',
      questions: [
        'have all texts that patterns meet fewer than 1,000 characters? Statsig matches no longer ones',
      ],
    });
  });
});

describe('a file', () => {
  it.each([
    ['null', null, 'must be an object, not null'],
    ['something else', { flags: {} }, 'these are no Statsig config specs: there is no "feature_gates"'],
    ['with gates in an object', { feature_gates: {} }, 'feature_gates: must be a list, not an object'],
    [
      'with a gate without a name',
      { feature_gates: [{}] },
      'feature_gates[0].name: must be a text, not nothing',
    ],
  ])('that is %s is an error', (_, source, message) => {
    expect(() => importStatsig(source)).toThrow(message);
  });
});

describe('a user', () => {
  it('becomes a subject', () => {
    const user = {
      userID: 'ada',
      email: 'ada@x.io',
      custom: { plan: 'pro', email: 'other', key: 'no' },
      privateAttributes: { age: 36 },
      customIDs: { companyID: 'acme' },
      statsigEnvironment: { tier: 'production' },
    };
    expect(statsigSubject(user)).toEqual({
      contexts: {
        user: {
          key: 'ada',
          email: 'ada@x.io',
          plan: 'pro',
          age: 36,
          customIDs: { companyID: 'acme', companyid: 'acme' },
          statsigEnvironment: { tier: 'production' },
        },
      },
    });
  });

  it.each([
    ['nothing', undefined, 'must be an object, not nothing'],
    ['custom fields in a list', { custom: [] }, 'custom: must be an object, not a list'],
    ['what is no plain data', { userID: 'ada', f: () => 1 }, 'plain data is needed, got a function'],
  ])('cannot be %s', (_, user, message) => {
    expect(() => statsigSubject(user)).toThrow(message);
  });
});
