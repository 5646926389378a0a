import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { fromGlobalId } from '../../foundation/ids';
import type { Operation } from '../../foundation/operation';
import { withUserErrors } from '../../foundation/user-errors';
import { clientKeyText } from './credential-format';
import type { SdkKeyEntity } from './sdk-key.entity';
import type { SdkKeyService } from './sdk-key.service';
import {
  CreateSdkKeyInput,
  IssuedSdkKeyPayload,
  RotateSdkKeyInput,
  SdkKeyInput,
  SdkKeyPayload,
  SdkKeyType,
  UpdateSdkKeyInput,
} from './sdk-key.types';

@Resolver(() => SdkKeyType)
export class SdkKeyResolver {
  constructor(private readonly keys: SdkKeyService) {}

  @FieldResolver(() => String, {
    nullable: true,
    description: 'The whole of a client key, which is no secret; null for a server key',
  })
  clientKey(@Root() { kind, publicId }: SdkKeyEntity): string | null {
    return kind === 'CLIENT' ? clientKeyText(publicId) : null;
  }

  @Mutation(() => IssuedSdkKeyPayload)
  createSdkKey(
    @Arg('input', () => CreateSdkKeyInput) input: CreateSdkKeyInput,
    @Ctx() operation: Operation,
  ): Promise<IssuedSdkKeyPayload> {
    return withUserErrors(async () => {
      const environmentId = fromGlobalId('Environment', input.environmentId);
      const { sdkKey, secret } = await this.keys.create(operation, { ...input, environmentId });
      return { ...changed(sdkKey), secret };
    });
  }

  @Mutation(() => SdkKeyPayload)
  updateSdkKey(
    @Arg('input', () => UpdateSdkKeyInput) input: UpdateSdkKeyInput,
    @Ctx() operation: Operation,
  ): Promise<SdkKeyPayload> {
    return withUserErrors(async () =>
      changed(await this.keys.update(operation, { ...input, ...keyOf(input) })),
    );
  }

  @Mutation(() => SdkKeyPayload, { description: 'For good. Open streams on it end within two seconds' })
  revokeSdkKey(
    @Arg('input', () => SdkKeyInput) input: SdkKeyInput,
    @Ctx() operation: Operation,
  ): Promise<SdkKeyPayload> {
    return withUserErrors(async () =>
      changed(await this.keys.revoke(operation, { ...input, ...keyOf(input) })),
    );
  }

  @Mutation(() => IssuedSdkKeyPayload, { description: 'A new secret for a server key' })
  rotateSdkKey(
    @Arg('input', () => RotateSdkKeyInput) input: RotateSdkKeyInput,
    @Ctx() operation: Operation,
  ): Promise<IssuedSdkKeyPayload> {
    return withUserErrors(async () => {
      const { sdkKey, secret } = await this.keys.rotate(operation, { ...input, ...keyOf(input) });
      return { ...changed(sdkKey), secret };
    });
  }
}

const keyOf = ({ sdkKeyId }: SdkKeyInput) => ({ sdkKeyId: fromGlobalId('SdkKey', sdkKeyId) });

const changed = (sdkKey: SdkKeyEntity) => ({ sdkKey, version: sdkKey.version });
