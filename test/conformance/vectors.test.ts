import {
  compile,
  findProblems,
  validateBucketing,
  validateFlag,
  validateList,
  validateSegment,
} from '../../src/engine/evaluation';
import { noon } from '../support/builders';
import { contentsOf, namedFiles, vectorFiles } from './vectors';
import { vocabulary } from './vocabulary';

describe.each(namedFiles)('our vectors of %s', (_name, file) => {
  let now = noon;
  const engine = compile(file.ruleset, { now: () => now, random: () => 0.5, lists: contentsOf(file) });

  it.each(file.cases)('$name', (vector) => {
    now = vector.now ?? noon;
    const { flagKey, subject, expect: expected } = vector;
    expect(engine.evaluate(flagKey, subject)).toEqual(expected);
    expect(engine.explain(flagKey, subject).evaluation).toEqual(expected);
  });

  it('are of bodies that are right each alone', () => {
    const { flags, segments, layers, lists } = file.ruleset;
    const problems = [
      ...Object.values(flags).flatMap((flag) => validateFlag(flag, flag.key)),
      ...Object.entries(segments).flatMap(([key, segment]) => validateSegment(segment, key)),
      ...Object.entries(layers).flatMap(([key, layer]) => validateBucketing(layer, key)),
      ...Object.entries(lists).flatMap(([key, list]) => validateList(list, key)),
    ];
    expect(problems).toEqual([]);
  });

  it('say whether the bodies fit together', () => {
    expect(findProblems(file.ruleset).length > 0).toBe(file.publishable === false);
  });

  it('have names of their own', () => {
    expect(new Set(file.cases.map(({ name }) => name)).size).toBe(file.cases.length);
  });
});

describe('all vectors together', () => {
  const text = JSON.stringify(vectorFiles, null, 1);
  const isSaid = (field: string, word: string): boolean => text.includes(`"${field}": "${word}"`);

  it.each(Object.entries(vocabulary))('say every %s there is', (field, words) => {
    expect(Object.keys(words).filter((word) => !isSaid(field, word))).toEqual([]);
  });
});
