import { createHash } from 'node:crypto';
import { importStatsig, statsigSubject } from '../../../src/engine/importers';
import { compiled } from '../../support/builders';
import { aConfig, aGate, aGateWith, answer, holds, importSpecs, reportsOn, specsOf } from './statsig-specs';

const ids = ['user-1', 'user-2', 'user-3', 'user-4', 'zoë'];

describe('a pass percentage', () => {
  const passes = (passPercentage: number, userID: string, parts: object = {}): unknown =>
    answer('gate', { userID }, { gates: [aGate([{ salt: 'ruleSalt', passPercentage, ...parts }])] }).value;

  it.each([
    ['user-1', 9748, false],
    ['user-2', 9422, false],
    ['user-3', 4841, true],
    ['user-4', 1749, true],
    ['zoë', 9500, false],
  ])('puts %s at %i of 10,000', (userID, position, atHalf) => {
    expect(passes(50, userID)).toBe(atHalf);
    expect(passes(position / 100, userID)).toBe(false);
    expect(passes((position + 1) / 100, userID)).toBe(true);
  });

  it('of 0 passes nobody and of 100 everybody, without hashing', () => {
    expect(ids.map((id) => passes(0, id))).toEqual(ids.map(() => false));
    expect(ids.map((id) => passes(100, id))).toEqual(ids.map(() => true));
    expect(importSpecs({ gates: [aGate([{}])] }).gate.rules).toEqual([
      { id: 'rule0', when: true, serve: 'true' },
    ]);
  });

  it("ends where Statsig's own arithmetic does: 0.07 % is a little more than 7 of 10,000", () => {
    expect(importSpecs({ gates: [aGate([{ passPercentage: 0.07 }])] }).gate.rules[0].serve).toMatchObject({
      split: { span: 10_000, text: ['gateSalt.rule0.', { unit: true }], absent: 'empty' },
      arms: [{ variant: 'true', range: [0, 8] }],
      otherwise: 'false',
    });
  });

  it('hashes the id of the rule where it has no salt', () => {
    expect(ids.map((id) => passes(50, id, { salt: undefined, id: 'ruleSalt' }))).toEqual(
      ids.map((id) => passes(50, id)),
    );
  });

  it('is that of the unit of its type, and of the empty text without one', () => {
    const gates = [aGate([{ salt: 'ruleSalt', passPercentage: 50, idType: 'companyID' }])];
    const value = (user: object): unknown => answer('gate', user, { gates }).value;
    expect(ids.map((id) => value({ userID: 'x', customIDs: { companyID: id } }))).toEqual(
      ids.map((id) => passes(50, id)),
    );
    expect(value({ userID: 'x' })).toBe(value({ customIDs: { companyID: '' } }));
  });

  it('decides for good: no later rule is tried for whoever does not pass', () => {
    const gates = [aGate([{ salt: 'ruleSalt', passPercentage: 50 }, {}])];
    expect(answer('gate', { userID: 'user-1' }, { gates })).toEqual({
      value: false,
      ruleID: 'rule0',
      groupName: null,
    });
  });
});

describe('a user bucket', () => {
  const inBucket = (operator: string, targetValue: unknown, userID: string): boolean =>
    holds(
      {
        type: 'user_bucket',
        operator,
        targetValue,
        idType: 'userID',
        additionalValues: { salt: 'gateSalt' },
      },
      { userID },
    );

  it.each([
    ['user-1', 523],
    ['user-2', 209],
    ['user-3', 371],
    ['user-4', 637],
    ['zoë', 160],
  ])('of %s is %i of 1,000', (userID, bucket) => {
    expect(inBucket('lt', bucket, userID)).toBe(false);
    expect(inBucket('lt', bucket + 1, userID)).toBe(true);
    expect(inBucket('gte', bucket, userID)).toBe(true);
    expect(inBucket('any', [1, bucket], userID)).toBe(true);
    expect(inBucket('none', [1, bucket], userID)).toBe(false);
  });

  it('becomes the ranges for which its operator holds', () => {
    const rangesOf = (operator: string, targetValue: unknown): unknown => {
      const condition = { type: 'user_bucket', operator, targetValue, additionalValues: { salt: 's' } };
      return importSpecs({ gates: [aGateWith(condition)] }).gate.rules[0].when;
    };
    expect(rangesOf('gte', 990)).toMatchObject({
      within: { text: ['s.', { unit: true }] },
      ranges: [[990, 1000]],
    });
    expect(rangesOf('any', [0, 1, 5])).toMatchObject({
      ranges: [
        [0, 2],
        [5, 6],
      ],
    });
    expect(rangesOf('lt', 0)).toBe(false);
  });
});

describe('an id list', () => {
  const hashOf = (id: string): string => createHash('sha256').update(id).digest('base64').slice(0, 8);
  const members = Array.from({ length: 300 }, (_, i) => `member-${i}`);
  const options = { sdk: 'node', idLists: { vips: members.map(hashOf) } };
  const asks = (name: string, operator: string): object =>
    aGate([{ conditions: [{ type: 'unit_id', idType: 'userID', operator, targetValue: 'vips' }] }], { name });
  const gates = [asks('in', 'in_segment_list'), asks('out', 'not_in_segment_list')];

  it('holds every id whose hash is in it, and no other', () => {
    const engine = compiled(importStatsig(specsOf({ gates }), options).ruleset);
    const passing = (key: string, ids: string[]): string[] =>
      ids.filter((userID) => engine.evaluate(key, statsigSubject({ userID })).value === true);
    const others = members.map((id) => `other-${id}`);
    expect(passing('in', [...members, ...others])).toEqual(members);
    expect(passing('out', [...members, ...others])).toEqual(others);
  });

  it('holds texts only', () => {
    const idLists = { vips: [hashOf('7')] };
    const condition = { type: 'unit_id', idType: 'userID', operator: 'in_segment_list', targetValue: 'vips' };
    expect(holds(condition, { userID: '7' }, { idLists })).toBe(true);
    expect(holds(condition, { userID: 7 }, { idLists })).toBe(false);
    expect(holds(condition, {}, { idLists })).toBe(false);
  });

  it.each([
    ['is not brought along', {}, 'asks for the id list vips, whose ids are not in the specs'],
    ['holds an id', { vips: ['ada@x.io'] }, 'the id list vips holds ada@x.io, which is no hash of an id'],
  ])('refuses whoever asks for it where it %s', (_, idLists, problem) => {
    const gate = aGateWith({ type: 'unit_id', operator: 'in_segment_list', targetValue: 'vips' });
    expect(reportsOn({ gates: [gate] }, { idLists })).toEqual([
      { key: 'gate', outcome: 'refused', reason: `feature_gates[0].rules[0].conditions[0]: ${problem}` },
    ]);
  });
});

describe('an experiment', () => {
  const bucket = (targetValue: number): object => ({
    type: 'user_bucket',
    operator: 'lt',
    targetValue,
    idType: 'userID',
    additionalValues: { salt: 'gateSalt' },
  });
  const group = (name: string, to: number): object => ({
    groupName: name,
    isExperimentGroup: true,
    conditions: [bucket(to)],
  });
  const configs = [aConfig([group('Control', 400), group('Test', 600)], { entity: 'experiment' })];

  it.each([
    ['user-3', { value: { from: 'rule0' }, ruleID: 'rule0', groupName: 'Control' }],
    ['user-1', { value: { from: 'rule1' }, ruleID: 'rule1', groupName: 'Test' }],
    ['user-4', { value: { from: 'default' }, ruleID: 'default', groupName: null }],
  ])('gives %s the group of its bucket', (userID, expected) => {
    expect(answer('config', { userID }, { configs })).toEqual(expected);
  });

  it('serves each group as an arm, so that its exposures are told', () => {
    expect(importSpecs({ configs }).config.rules[0]).toEqual({
      id: 'rule0',
      description: 'Control',
      when: true,
      serve: {
        split: expect.objectContaining({ span: 1000 }),
        arms: [{ variant: 'Control', range: [0, 400] }],
        otherwise: 'next',
        experiment: 'config',
      },
    });
  });

  it('tells a group without a bucket too', () => {
    const whole = [aConfig([{ groupName: 'All', isExperimentGroup: true }], { entity: 'experiment' })];
    expect(importSpecs({ configs: whole }).config.rules[0].serve).toMatchObject({
      arms: [{ variant: 'All', range: [0, 10_000] }],
      experiment: 'config',
    });
  });

  it('that is running may have assignments elsewhere, so the report asks', () => {
    const running = [aConfig([group('Control', 400)], { entity: 'experiment', isActive: true })];
    expect(reportsOn({ configs: running })).toMatchObject([
      {
        outcome: 'exact-if',
        questions: [
          'was the SDK used without user persistent storage? assignments in it are not in the specs',
        ],
      },
    ]);
    expect(reportsOn({ configs })).toMatchObject([{ outcome: 'exact' }]);
  });
});
