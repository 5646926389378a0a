import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { fromGlobalId } from '../../foundation/ids';
import type { Operation } from '../../foundation/operation';
import { withUserErrors } from '../../foundation/user-errors';
import type { AccessTokenEntity } from './access-token.entity';
import { placeFrom } from './place-ids';
import type { RoleGrantEntity } from './role-grant.entity';
import type { RoleGrantService } from './role-grant.service';
import { RoleGrantType } from './role-grant.types';
import type { TokenService } from './token.service';
import {
  CreateServiceTokenInput,
  CreateServiceTokenPayload,
  RevokeServiceTokenInput,
  ServiceTokenPayload,
  ServiceTokenType,
} from './token.types';

@Resolver(() => ServiceTokenType)
export class ServiceTokenResolver {
  constructor(
    private readonly tokens: TokenService,
    private readonly grantService: RoleGrantService,
  ) {}

  @FieldResolver(() => String, { description: 'What follows `sbx_svc_`' })
  publicId(@Root() { publicId }: AccessTokenEntity): string {
    return publicId;
  }

  @FieldResolver(() => [RoleGrantType], { description: 'On the places that the caller sees' })
  grants(@Root() { id }: AccessTokenEntity, @Ctx() operation: Operation): Promise<RoleGrantEntity[]> {
    return this.grantService.ofPrincipal(operation, id);
  }

  @Mutation(() => CreateServiceTokenPayload)
  createServiceToken(
    @Arg('input', () => CreateServiceTokenInput) input: CreateServiceTokenInput,
    @Ctx() operation: Operation,
  ): Promise<CreateServiceTokenPayload> {
    return withUserErrors(async () => {
      const wanted = { ...input, ...placeFrom(input) };
      const { token, secret } = await this.tokens.createServiceToken(operation, wanted);
      return { serviceToken: token, secret, version: token.version };
    });
  }

  @Mutation(() => ServiceTokenPayload, { description: 'For good' })
  revokeServiceToken(
    @Arg('input', () => RevokeServiceTokenInput) input: RevokeServiceTokenInput,
    @Ctx() operation: Operation,
  ): Promise<ServiceTokenPayload> {
    const { serviceTokenId, expectedVersion } = input;
    return withUserErrors(async () => {
      const tokenId = fromGlobalId('ServiceToken', serviceTokenId);
      const token = await this.tokens.revokeServiceToken(operation, { tokenId, expectedVersion });
      return { serviceToken: token, version: token.version };
    });
  }
}
