import { changesOf } from '../../../../src/clients/cli/import/changes';
import { aFlag, aRule, aRuleset } from '../../../support/builders';

const source = { system: 'flagd', version: 'v2' };
const flag = aFlag({ key: 'beta', off: null, rules: [aRule()], metadata: { owner: 'growth' }, source });
const target = { projectId: 'P', environmentId: 'E' };

const replaceConfiguration = {
  environmentId: 'E',
  flagKey: 'beta',
  configuration: {
    on: true,
    off: null,
    variants: { on: { value: 'on' }, off: { value: 'off' } },
    rules: [aRule()],
    fallthrough: 'off',
    metadata: { owner: 'growth' },
    source,
  },
};

it('a flag that the project has is replaced in the environment only', () => {
  const changes = changesOf(aRuleset({ flags: [flag] }), { ...target, knownKeys: new Set(['beta']) });
  expect(changes).toEqual([{ replaceConfiguration }]);
});

it('a flag that it lacks is created first, with the seed and the source it came with', () => {
  const changes = changesOf(aRuleset({ flags: [flag] }), { ...target, knownKeys: new Set(['other']) });
  expect(changes).toEqual([
    {
      createFlag: {
        projectId: 'P',
        key: 'beta',
        type: 'STRING',
        seed: flag.seed,
        clientSide: false,
        tags: [],
        variants: [
          { key: 'on', value: 'on' },
          { key: 'off', value: 'off' },
        ],
        off: null,
        fallthrough: 'off',
        source,
      },
    },
    { replaceConfiguration },
  ]);
});
