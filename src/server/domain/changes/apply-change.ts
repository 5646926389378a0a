import type { States } from '../configuration/publication';
import {
  ChangeProblem,
  type Change,
  type ChangeError,
  type Fresh,
  type IntentName,
  type Intents,
} from './change';
import { Draft } from './draft';
import * as audiences from './intents/audience-intents';
import * as configurations from './intents/configuration-intents';
import * as environments from './intents/environment-intents';
import * as flags from './intents/flag-intents';
import * as rules from './intents/rule-intents';
import type { ProjectRows } from './project-rows';

type Apply<Name extends IntentName> = (draft: Draft, intent: Intents[Name], fresh: Fresh) => void;

/** What each intent does to a draft. */
const appliers: { [Name in IntentName]: Apply<Name> } = {
  createEnvironment: environments.createEnvironment,
  updateEnvironment: environments.updateEnvironment,
  archiveEnvironment: environments.archiveEnvironment,
  restoreEnvironment: environments.restoreEnvironment,
  createFlag: flags.createFlag,
  updateFlag: flags.updateFlag,
  archiveFlag: flags.archiveFlag,
  restoreFlag: flags.restoreFlag,
  cloneFlag: flags.cloneFlag,
  setFlagOn: configurations.setFlagOn,
  putVariant: configurations.putVariant,
  removeVariant: configurations.removeVariant,
  setOffVariant: configurations.setOffVariant,
  setFallthrough: configurations.setFallthrough,
  replaceConfiguration: configurations.replaceConfiguration,
  copyConfiguration: configurations.copyConfiguration,
  restoreRevision: configurations.restoreRevision,
  setRollout: rules.setRollout,
  addRule: rules.addRule,
  updateRule: rules.updateRule,
  moveRule: rules.moveRule,
  removeRule: rules.removeRule,
  addTargets: rules.addTargets,
  removeTargets: rules.removeTargets,
  addPrerequisite: rules.addPrerequisite,
  removePrerequisite: rules.removePrerequisite,
  createSegment: audiences.createSegment,
  updateSegment: audiences.updateSegment,
  archiveSegment: audiences.archiveSegment,
  restoreSegment: audiences.restoreSegment,
  putSegment: audiences.putSegment,
  createList: audiences.createList,
  updateList: audiences.updateList,
  archiveList: audiences.archiveList,
  restoreList: audiences.restoreList,
  addToList: audiences.addToList,
  removeFromList: audiences.removeFromList,
  createLayer: audiences.createLayer,
  updateLayer: audiences.updateLayer,
  archiveLayer: audiences.archiveLayer,
  restoreLayer: audiences.restoreLayer,
  putLayer: audiences.putLayer,
};

/** Applies the changes in order to what there is. Pure: the draft holds all that is to be written. */
export function applyChanges(
  states: States,
  rows: ProjectRows,
  changes: readonly Change[],
  now: number,
): { draft: Draft } | { errors: ChangeError[] } {
  const draft = new Draft(states, rows, now);
  const errors: ChangeError[] = [];
  changes.forEach((change, position) => {
    try {
      const apply = appliers[change.name] as Apply<IntentName>;
      apply(draft, change.intent as Intents[IntentName], change.fresh);
    } catch (error) {
      if (!(error instanceof ChangeProblem)) throw error;
      const path = `changes[${position}].${change.name}.${error.path}`;
      errors.push({ code: error.code, path, message: error.message });
    }
  });
  return errors.length > 0 ? { errors } : { draft };
}
