import { Field, InputType, Int } from 'type-graphql';
import type { Condition, Reason, Ref, Serve } from '../../../../engine/evaluation/types';
import { ReasonEnum } from '../../../foundation/enums.types';
import { ConditionScalar, RefScalar, ServeScalar } from '../../../foundation/scalars';
import type { Weight } from '../change';
import { OfFlagInput } from './place.types';

@InputType('AddRuleInput')
export class AddRuleInput extends OfFlagInput {
  @Field(() => String, { nullable: true, description: 'Made up when absent' }) ruleId?: string | null;
  @Field(() => String, { nullable: true }) description?: string | null;
  @Field(() => ReasonEnum, { nullable: true }) reason?: Reason | null;
  @Field(() => ConditionScalar) when: Condition;
  @Field(() => ServeScalar, { nullable: true }) serve: Serve;
  @Field(() => String, { nullable: true, description: 'Last when absent' }) beforeRuleId?: string | null;
}

@InputType('UpdateRuleInput')
export class UpdateRuleInput extends OfFlagInput {
  @Field(() => String) ruleId: string;
  @Field(() => String, { nullable: true }) description?: string | null;
  @Field(() => ConditionScalar, { nullable: true }) when?: Condition;
  @Field(() => ServeScalar, { nullable: true }) serve?: Serve;
}

@InputType('MoveRuleInput')
export class MoveRuleInput extends OfFlagInput {
  @Field(() => String) ruleId: string;
  @Field(() => String, { nullable: true, description: 'Last when absent' }) beforeRuleId?: string | null;
}

@InputType('RemoveRuleInput')
export class RemoveRuleInput extends OfFlagInput {
  @Field(() => String) ruleId: string;
}

@InputType('WeightInput')
export class WeightInput implements Weight {
  @Field(() => String) variant: string;
  @Field(() => Int, { description: 'Thousandths of a percent; all add up to 100000' }) weight: number;
}

@InputType('SetRolloutInput', { description: 'Shares of a rule, or of the fallthrough' })
export class SetRolloutInput extends OfFlagInput {
  @Field(() => String, { nullable: true, description: 'Absent: the fallthrough' }) ruleId?: string | null;
  @Field(() => [WeightInput]) weights: Weight[];
  @Field(() => RefScalar, {
    nullable: true,
    description: 'What is bucketed: the key of the user when absent',
  })
  unit?: Ref | null;
}

@InputType('AddTargetsInput', { description: 'A unit has one target at most: it leaves the others' })
export class AddTargetsInput extends OfFlagInput {
  @Field(() => String) variant: string;
  @Field(() => String, { nullable: true, description: 'Kind of context: `user` when absent' }) kind?:
    string | null;
  @Field(() => [String]) keys: string[];
}

@InputType('RemoveTargetsInput')
export class RemoveTargetsInput extends OfFlagInput {
  @Field(() => String, { nullable: true, description: 'Kind of context: `user` when absent' }) kind?:
    string | null;
  @Field(() => [String]) keys: string[];
}

@InputType('AddPrerequisiteInput', {
  description: 'Unless the other flag is on and serves one of the variants, this one serves its off variant',
})
export class AddPrerequisiteInput extends OfFlagInput {
  @Field(() => String) prerequisiteKey: string;
  @Field(() => [String]) variants: string[];
}

@InputType('RemovePrerequisiteInput')
export class RemovePrerequisiteInput extends OfFlagInput {
  @Field(() => String) prerequisiteKey: string;
}
