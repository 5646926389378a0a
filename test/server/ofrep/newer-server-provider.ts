import {
  ErrorCode,
  GeneralError,
  type EvaluationContext,
  type FlagValue,
  type JsonValue,
  type Provider,
  type ResolutionDetails,
} from '@openfeature/server-sdk';
import {
  handleEvaluationError,
  isEvaluationFailureResponse,
  OFREPApi,
  OFREPApiTooManyRequestsError,
  toResolutionDetails,
} from 'ofrep-core-2';

/**
 * The server provider of the generation that knows answers without a value is not in the registry, but the core that asks
 * and reads for it is: this hands on what that says, and pauses as the provider does.
 */
export function newerServerProvider(baseUrl: string, key: string): Provider {
  const api = new OFREPApi({ baseUrl, headers: [['Authorization', `Bearer ${key}`]] });
  let pausedUntil = 0;
  async function evaluate<Value extends FlagValue>(
    flagKey: string,
    fallback: Value,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<Value>> {
    if (Date.now() < pausedUntil) throw new GeneralError('paused');
    try {
      const { value } = await api.postEvaluateFlag(flagKey, {
        context: context as Record<string, JsonValue>,
      });
      const details = isEvaluationFailureResponse(value)
        ? handleEvaluationError(value, fallback)
        : toResolutionDetails(value, fallback);
      return details as ResolutionDetails<Value>;
    } catch (error) {
      if (error instanceof OFREPApiTooManyRequestsError) pausedUntil = error.retryAfterDate?.getTime() ?? 0;
      throw Object.assign(error as Error, { code: ErrorCode.GENERAL });
    }
  }
  return {
    metadata: { name: 'the newer generation' },
    runsOn: 'server',
    resolveBooleanEvaluation: evaluate,
    resolveStringEvaluation: evaluate,
    resolveNumberEvaluation: evaluate,
    resolveObjectEvaluation: (flagKey, fallback, context) =>
      evaluate(flagKey, fallback as JsonValue, context) as Promise<ResolutionDetails<typeof fallback>>,
  };
}
