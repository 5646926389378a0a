import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { fromGlobalId } from '../../foundation/ids';
import type { Operation } from '../../foundation/operation';
import { withUserErrors } from '../../foundation/user-errors';
import type { AccessTokenEntity } from './access-token.entity';
import { isChosen } from './credential-format';
import type { TokenService } from './token.service';
import {
  CreatePersonalTokenInput,
  CreatePersonalTokenPayload,
  PersonalTokenPayload,
  PersonalTokenType,
  RevokePersonalTokenInput,
} from './token.types';

@Resolver(() => PersonalTokenType)
export class PersonalTokenResolver {
  constructor(private readonly tokens: TokenService) {}

  @FieldResolver(() => String, {
    nullable: true,
    description: 'What follows `sbx_pat_`; null for a token whose text somebody chose',
  })
  publicId(@Root() { publicId }: AccessTokenEntity): string | null {
    return isChosen(publicId) ? null : publicId;
  }

  @Mutation(() => CreatePersonalTokenPayload, { description: 'For the member who asks' })
  createPersonalToken(
    @Arg('input', () => CreatePersonalTokenInput) input: CreatePersonalTokenInput,
    @Ctx() operation: Operation,
  ): Promise<CreatePersonalTokenPayload> {
    return withUserErrors(async () => {
      const { token, secret } = await this.tokens.createPersonalToken(operation, input);
      return { personalToken: token, secret, version: token.version };
    });
  }

  @Mutation(() => PersonalTokenPayload, { description: 'For good. Those of others need `member.manage`' })
  revokePersonalToken(
    @Arg('input', () => RevokePersonalTokenInput) input: RevokePersonalTokenInput,
    @Ctx() operation: Operation,
  ): Promise<PersonalTokenPayload> {
    const { personalTokenId, expectedVersion } = input;
    return withUserErrors(async () => {
      const tokenId = fromGlobalId('PersonalToken', personalTokenId);
      const token = await this.tokens.revokePersonalToken(operation, { tokenId, expectedVersion });
      return { personalToken: token, version: token.version };
    });
  }
}
