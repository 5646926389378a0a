import { Directive, Field, InputType } from 'type-graphql';
import type { Intents } from '../change';
import * as environments from './environment-inputs.types';
import * as flags from './flag-inputs.types';
import * as configurations from './configuration-inputs.types';
import * as rules from './rule-inputs.types';
import * as audiences from './audience-inputs.types';

/** Exactly one intent: a change is a list of these. */
@InputType('ChangeInput', { description: 'Exactly one intent' })
@Directive('@oneOf')
export class ChangeInput implements Partial<Intents> {
  @Field(() => environments.CreateEnvironmentInput, { nullable: true })
  createEnvironment?: environments.CreateEnvironmentInput;
  @Field(() => environments.UpdateEnvironmentInput, { nullable: true })
  updateEnvironment?: environments.UpdateEnvironmentInput;
  @Field(() => environments.ArchiveEnvironmentInput, { nullable: true })
  archiveEnvironment?: environments.ArchiveEnvironmentInput;
  @Field(() => environments.RestoreEnvironmentInput, { nullable: true })
  restoreEnvironment?: environments.RestoreEnvironmentInput;

  @Field(() => flags.CreateFlagInput, { nullable: true }) createFlag?: flags.CreateFlagInput;
  @Field(() => flags.UpdateFlagInput, { nullable: true }) updateFlag?: flags.UpdateFlagInput;
  @Field(() => flags.ArchiveFlagInput, { nullable: true }) archiveFlag?: flags.ArchiveFlagInput;
  @Field(() => flags.RestoreFlagInput, { nullable: true }) restoreFlag?: flags.RestoreFlagInput;
  @Field(() => flags.CloneFlagInput, { nullable: true }) cloneFlag?: flags.CloneFlagInput;

  @Field(() => configurations.SetFlagOnInput, { nullable: true }) setFlagOn?: configurations.SetFlagOnInput;
  @Field(() => configurations.PutVariantInput, { nullable: true })
  putVariant?: configurations.PutVariantInput;
  @Field(() => configurations.RemoveVariantInput, { nullable: true })
  removeVariant?: configurations.RemoveVariantInput;
  @Field(() => configurations.SetOffVariantInput, { nullable: true })
  setOffVariant?: configurations.SetOffVariantInput;
  @Field(() => configurations.SetFallthroughInput, { nullable: true })
  setFallthrough?: configurations.SetFallthroughInput;
  @Field(() => configurations.ReplaceConfigurationInput, { nullable: true })
  replaceConfiguration?: configurations.ReplaceConfigurationInput;
  @Field(() => configurations.CopyConfigurationInput, { nullable: true })
  copyConfiguration?: configurations.CopyConfigurationInput;
  @Field(() => configurations.RestoreRevisionInput, { nullable: true })
  restoreRevision?: configurations.RestoreRevisionInput;

  @Field(() => rules.AddRuleInput, { nullable: true }) addRule?: rules.AddRuleInput;
  @Field(() => rules.UpdateRuleInput, { nullable: true }) updateRule?: rules.UpdateRuleInput;
  @Field(() => rules.MoveRuleInput, { nullable: true }) moveRule?: rules.MoveRuleInput;
  @Field(() => rules.RemoveRuleInput, { nullable: true }) removeRule?: rules.RemoveRuleInput;
  @Field(() => rules.SetRolloutInput, { nullable: true }) setRollout?: rules.SetRolloutInput;
  @Field(() => rules.AddTargetsInput, { nullable: true }) addTargets?: rules.AddTargetsInput;
  @Field(() => rules.RemoveTargetsInput, { nullable: true }) removeTargets?: rules.RemoveTargetsInput;
  @Field(() => rules.AddPrerequisiteInput, { nullable: true }) addPrerequisite?: rules.AddPrerequisiteInput;
  @Field(() => rules.RemovePrerequisiteInput, { nullable: true })
  removePrerequisite?: rules.RemovePrerequisiteInput;

  @Field(() => audiences.CreateSegmentInput, { nullable: true }) createSegment?: audiences.CreateSegmentInput;
  @Field(() => audiences.UpdateSegmentInput, { nullable: true }) updateSegment?: audiences.UpdateSegmentInput;
  @Field(() => audiences.ArchiveSegmentInput, { nullable: true })
  archiveSegment?: audiences.ArchiveSegmentInput;
  @Field(() => audiences.RestoreSegmentInput, { nullable: true })
  restoreSegment?: audiences.RestoreSegmentInput;
  @Field(() => audiences.PutSegmentInput, { nullable: true }) putSegment?: audiences.PutSegmentInput;
  @Field(() => audiences.CreateListInput, { nullable: true }) createList?: audiences.CreateListInput;
  @Field(() => audiences.UpdateListInput, { nullable: true }) updateList?: audiences.UpdateListInput;
  @Field(() => audiences.ArchiveListInput, { nullable: true }) archiveList?: audiences.ArchiveListInput;
  @Field(() => audiences.RestoreListInput, { nullable: true }) restoreList?: audiences.RestoreListInput;
  @Field(() => audiences.AddToListInput, { nullable: true }) addToList?: audiences.AddToListInput;
  @Field(() => audiences.RemoveFromListInput, { nullable: true })
  removeFromList?: audiences.RemoveFromListInput;
  @Field(() => audiences.CreateLayerInput, { nullable: true }) createLayer?: audiences.CreateLayerInput;
  @Field(() => audiences.UpdateLayerInput, { nullable: true }) updateLayer?: audiences.UpdateLayerInput;
  @Field(() => audiences.ArchiveLayerInput, { nullable: true }) archiveLayer?: audiences.ArchiveLayerInput;
  @Field(() => audiences.RestoreLayerInput, { nullable: true }) restoreLayer?: audiences.RestoreLayerInput;
  @Field(() => audiences.PutLayerInput, { nullable: true }) putLayer?: audiences.PutLayerInput;
}
