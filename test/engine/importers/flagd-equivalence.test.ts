import fc from 'fast-check';
import { importFlagd } from '../../../src/engine/importers';
import { evaluationsOf } from './flagd-evaluations';
import { subject, targeting } from './flagd-expressions';
import type { Evaluation, Json } from '../../../src/engine/evaluation';

const definitionOf = (expression: Json): object => ({
  flags: {
    flag: {
      state: 'ENABLED',
      variants: { on: 1, off: 2, true: 3, false: 4 },
      defaultVariant: 'off',
      targeting: { if: [expression] },
    },
  },
});

const answerOf = ({ variant, value, error }: Evaluation) => ({ variant, value, error });

it('rules made of an expression give everybody the variant that the expression gives', () => {
  let taken = 0;
  fc.assert(
    fc.property(targeting, fc.array(subject, { minLength: 1, maxLength: 5 }), (expression, subjects) => {
      const { ruleset, report } = importFlagd(definitionOf(expression), { generation: 'v2' });
      const [{ outcome }] = report.flags;
      expect(outcome).not.toBe('refused');
      if (report.flags[0].outcome !== 'refused' && report.flags[0].targeting === 'rules') taken += 1;
      const asRules = evaluationsOf(ruleset.flags.flag, subjects);
      const original = {
        ...ruleset.flags.flag,
        rules: [{ id: 'all', when: true, serve: { logic: { if: [expression] } } }],
      };
      expect(asRules.map(answerOf)).toEqual(evaluationsOf(original, subjects).map(answerOf));
    }),
    { numRuns: 3000, seed: 20260115 },
  );
  expect(taken).toBeGreaterThan(1000);
});
