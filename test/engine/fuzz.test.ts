import { aFlag, aRuleset, compiled } from '../support/builders';
import { fuzz } from './fuzz-round';
import { monstrousRules, monstrousSubjects } from './monstrous';

it('no hostile ruleset or subject makes an evaluation throw', () => {
  expect(fuzz(300, 20260115, () => 0)).toMatchObject({ rounds: 300, evaluations: 1_500 });
});

function answerTo(rule: string, subject: string): string | null {
  const flags = [aFlag({ rules: [monstrousRules[rule]()] }), aFlag({ key: 'f1' })];
  const engine = compiled(aRuleset({ flags }));
  const who = monstrousSubjects[subject]();
  expect(typeof engine.explain('flag', who).evaluation.reason).toBe('string');
  const { error, variant } = engine.evaluate('flag', who);
  return error ?? variant;
}

describe.each(Object.keys(monstrousSubjects))('to %s', (subject) => {
  // how deep is too deep depends on the stack that is left
  it.each(Object.keys(monstrousRules))('%s gives an answer', (rule) => {
    expect(['on', 'off', 'MALFORMED']).toContain(answerTo(rule, subject));
  });
});

it.each([
  ['a condition in itself', 'nobody'],
  ['an expression in itself', 'nobody'],
  ['a choice in itself', 'nobody'],
  ['walks in walks', 'a list of sixty'],
  ['the text of a list that doubles', 'a list of sixty'],
  ['a merge that doubles', 'a list of sixty'],
  ['a text that doubles', 'a list of sixty'],
  ['a name that doubles', 'a list of sixty'],
])('%s is malformed for %s', (rule, subject) => {
  expect(answerTo(rule, subject)).toBe('MALFORMED');
});
