import { answer, aToggleWith, holds, reportOn } from './launchdarkly-flags';

const noon = '2026-01-15T12:00:00Z';

describe('an operator', () => {
  it.each([
    ['in', [1, 'b'], 'b', true],
    ['in', [1], true, false],
    ['in', [1], '1', false],
    ['in', [null], null, false],
    ['in', [{ x: 1 }], { x: 1 }, false],
    ['startsWith', ['x', 'ad'], 'ada', true],
    ['startsWith', [1], '1', false],
    ['endsWith', ['da'], 'ada', true],
    ['endsWith', ['DA'], 'ada', false],
    ['contains', ['d'], 'ada', true],
    ['contains', ['1'], 101, false],
    ['matches', ['^a.a$'], 'ada', true],
    ['matches', ['d'], 'ada', true],
    ['matches', ['('], '(', false],
    ['matches', [1], '1', false],
    ['lessThan', [3], 2.5, true],
    ['lessThan', [3], 3, false],
    ['lessThan', [3], '2', false],
    ['lessThan', ['3'], 2, false],
    ['lessThanOrEqual', [3], 3, true],
    ['greaterThan', [3], 3.5, true],
    ['greaterThan', [3], 3, false],
    ['greaterThanOrEqual', [3], 3, true],
    ['before', [noon], '2026-01-15T11:59:59.999Z', true],
    ['before', [noon], '2026-01-15T13:00:00+02:00', true],
    ['before', [noon], noon, false],
    ['before', [Date.parse(noon)], Date.parse(noon) - 1, true],
    ['before', [noon], '2026-01-15', false],
    ['before', ['soon'], '2026-01-15T11:00:00Z', false],
    ['after', [noon], '2026-01-15T12:00:01Z', true],
    ['after', [noon], 'noon', false],
    ['semVerEqual', ['2.0.0'], '2', true],
    ['semVerEqual', ['2-rc'], '2.0.0-rc+build', true],
    ['semVerEqual', ['2.0.0'], 'v2.0.0', false],
    ['semVerEqual', ['2.0.0'], 2, false],
    ['semVerLessThan', ['2.0'], '2.0.0-rc.1', true],
    ['semVerLessThan', ['2.0.0.0'], '1.0.0', false],
    ['semVerGreaterThan', ['2.9.0'], '2.10', true],
    ['unknown', ['a'], 'a', false],
  ])('%s %j of %j: %s', (op, values, value, expected) => {
    expect(holds({ op, values }, value)).toBe(expected);
  });

  it('holds for a list when it holds for one of its elements', () => {
    expect(holds({ op: 'startsWith', values: ['a'] }, ['x', 1, 'ada'])).toBe(true);
    expect(holds({ op: 'in', values: ['a'] }, [])).toBe(false);
    expect(holds({ op: 'in', values: [null] }, [null])).toBe(true);
  });

  it('that nobody knows is told', () => {
    expect(reportOn(aToggleWith({ attribute: 'a', op: 'like', values: ['a'] }))).toMatchObject({
      outcome: 'exact',
      warnings: ['operator like is unknown: it never holds, as in LaunchDarkly'],
    });
  });
});

describe('a negated clause', () => {
  const isNot = (values: unknown[], value: Parameters<typeof holds>[1], op = 'in'): boolean =>
    holds({ op, values, negate: true }, value);

  it('holds for any other value', () => {
    expect(isNot(['x'], 'y')).toBe(true);
    expect(isNot(['x'], 'x')).toBe(false);
    expect(isNot(['x'], ['y', 'x'])).toBe(false);
    expect(isNot(['x'], [])).toBe(true);
  });

  it('never holds for what is missing or null', () => {
    expect(isNot(['x'], undefined)).toBe(false);
    expect(isNot(['x'], null)).toBe(false);
  });

  it('holds for all that is there when the operator never does', () => {
    expect(isNot([], 'y')).toBe(true);
    expect(isNot(['x'], 'x', 'unknown')).toBe(true);
    expect(isNot(['x'], undefined, 'unknown')).toBe(false);
  });
});

describe('an attribute', () => {
  const reads = (clause: object, context: object): boolean =>
    answer(aToggleWith({ op: 'in', values: ['right'], ...clause }), context).value === true;

  it.each([
    ['a name that looks like a path, without a kind', { attribute: '/a/b' }, { '/a/b': 'right' }],
    ['a path, beside a kind', { contextKind: 'user', attribute: '/a/b' }, { a: { b: 'right' } }],
    ['a name with a tilde, beside a kind', { contextKind: 'user', attribute: 'a~b' }, { 'a~b': 'right' }],
    ['a path with escapes', { contextKind: 'user', attribute: '/a~1b/c~0d' }, { 'a/b': { 'c~d': 'right' } }],
  ])('may be %s', (_, clause, attributes) => {
    expect(reads(clause, { kind: 'user', key: 'ada', ...attributes })).toBe(true);
  });

  it('does not lead into a list', () => {
    const clause = { contextKind: 'user', attribute: '/a/0' };
    expect(reads(clause, { kind: 'user', key: 'ada', a: ['right'] })).toBe(false);
  });

  it('is that of the kind which the clause names, and of users otherwise', () => {
    const context = { kind: 'multi', user: { key: 'ada', a: 'wrong' }, org: { key: 'acme', a: 'right' } };
    expect(reads({ contextKind: 'org', attribute: 'a' }, context)).toBe(true);
    expect(reads({ attribute: 'a' }, context)).toBe(false);
    expect(reads({ attribute: 'a' }, { kind: 'org', key: 'acme', a: 'right' })).toBe(false);
  });

  it('kind is every kind that asks', () => {
    const both = { kind: 'multi', user: { key: 'ada' }, org: { key: 'acme' } };
    const ofKind = (negate: boolean, context: object): boolean =>
      reads({ attribute: 'kind', values: ['org'], negate }, context);
    expect(ofKind(false, both)).toBe(true);
    expect(ofKind(true, both)).toBe(false);
    expect(ofKind(true, { kind: 'user', key: 'ada' })).toBe(true);
  });

  it.each([
    [[true], false, [false, true, false]],
    [[false], false, [true, false, true]],
    [[true], true, [true, false, true]],
    [[true, false], false, [true, true, true]],
    [[true, false], true, [false, false, false]],
  ])('anonymous in %j (negated: %s) is false unless said', (values, negate, expected) => {
    const contexts = [{}, { anonymous: true }, { anonymous: false }];
    const clause = { attribute: 'anonymous', values, negate };
    expect(contexts.map((said) => reads(clause, { kind: 'user', key: 'ada', ...said }))).toEqual(expected);
    expect(reads(clause, { kind: 'org', key: 'acme' })).toBe(false);
  });
});

describe('a segment', () => {
  const clauses = [{ attribute: 'a', op: 'in', values: ['x'] }];
  const inSegment = (segment: object, context: object, clause: object = {}): boolean =>
    answer(aToggleWith({ op: 'segmentMatch', values: ['s'], ...clause }), context, {
      segments: { s: segment },
    }).value === true;

  it('holds whoever is included, and whoever meets a rule and is not excluded', () => {
    const segment = { included: ['ada'], excluded: ['ada', 'bob'], rules: [{ clauses }] };
    expect(inSegment(segment, { kind: 'user', key: 'ada' })).toBe(true);
    expect(inSegment(segment, { kind: 'user', key: 'bob', a: 'x' })).toBe(false);
    expect(inSegment(segment, { kind: 'user', key: 'cleo', a: 'x' })).toBe(true);
    expect(inSegment(segment, { kind: 'user', key: 'cleo', a: 'y' })).toBe(false);
  });

  it('includes and excludes keys by their kind', () => {
    const segment = {
      includedContexts: [{ contextKind: 'org', values: ['acme'] }],
      excludedContexts: [{ contextKind: 'org', values: ['evil'] }],
      rules: [{ clauses: [] }],
    };
    expect(inSegment(segment, { kind: 'org', key: 'acme' })).toBe(true);
    expect(inSegment(segment, { kind: 'org', key: 'evil' })).toBe(false);
    expect(inSegment(segment, { kind: 'user', key: 'evil' })).toBe(true);
    expect(inSegment({ ...segment, rules: [] }, { kind: 'user', key: 'acme' })).toBe(false);
  });

  it('may be negated, also when the attribute it would read is missing', () => {
    const segment = { rules: [{ clauses }] };
    expect(inSegment(segment, { kind: 'user', key: 'ada' }, { negate: true })).toBe(true);
    expect(inSegment(segment, { kind: 'user', key: 'ada', a: 'x' }, { negate: true })).toBe(false);
  });

  it('that does not exist has no members, and is told', () => {
    expect(inSegment({}, { kind: 'user', key: 'ada' }, { values: ['gone'] })).toBe(false);
    expect(inSegment({}, { kind: 'user', key: 'ada' }, { values: ['gone'], negate: true })).toBe(true);
    expect(reportOn(aToggleWith({ op: 'segmentMatch', values: ['gone'] }))).toMatchObject({
      warnings: ['segment gone does not exist: it has no members, as in LaunchDarkly'],
    });
  });

  it('that leads back to itself is malformed', () => {
    const segment = { rules: [{ clauses: [{ op: 'segmentMatch', values: ['s'] }] }] };
    const flag = aToggleWith({ op: 'segmentMatch', values: ['s'] });
    expect(answer(flag, { kind: 'user', key: 'ada' }, { segments: { s: segment } }).reason).toEqual({
      kind: 'ERROR',
      errorKind: 'MALFORMED_FLAG',
    });
  });

  it('whose rule lacks its clauses, misspelt say, holds everybody', () => {
    expect(inSegment({ rules: [{ clauss: clauses }] }, { kind: 'user', key: 'ada' })).toBe(true);
  });
});
