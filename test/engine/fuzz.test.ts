import { fuzz } from './fuzz-round';

it('no hostile ruleset or subject makes an evaluation throw', () => {
  expect(fuzz(300, 20260115, () => 0)).toMatchObject({ rounds: 300, evaluations: 1_500 });
});
