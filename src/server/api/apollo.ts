import {
  ApolloServer,
  HeaderMap,
  type ApolloServerPlugin,
  type GraphQLResponse,
  type HTTPGraphQLRequest,
  type HTTPGraphQLResponse,
} from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { ExecutionResult, GraphQLFormattedError, GraphQLSchema } from 'graphql';
import type { Logger } from '../foundation/logger';
import { httpStatusOf, requestError, retryAfter, toPublicError } from './errors';
import type { Caller, Operations } from './operation';

/** One request on its way through Apollo Server. */
interface Exchange {
  caller: Caller;
  /** Whether the pipeline has answered; else Apollo Server refused the request itself. */
  isAnswered: boolean;
}

/** Apollo Server hands copies of its context around, so what is to be found out afterwards lies one level deeper. */
interface Context {
  exchange: Exchange;
}

/**
 * GraphQL over HTTP by Apollo Server: it reads the request, prevents CSRF and negotiates content types. Everything that is
 * checked and executed is the pipeline's, in `responseForOperation`; so Apollo's validation is off, as is all it reports.
 */
export class GraphqlOverHttp {
  private readonly apollo: ApolloServer<Context>;

  constructor(
    schema: GraphQLSchema,
    private readonly operations: Operations,
    logger: Logger,
  ) {
    this.apollo = new ApolloServer<Context>({
      schema,
      logger,
      nodeEnv: 'production',
      documentStore: operations.documents,
      parseOptions: operations.documents.parseOptions,
      dangerouslyDisableValidation: true,
      introspection: true,
      csrfPrevention: true,
      allowBatchedHttpRequests: false,
      persistedQueries: false,
      includeStacktraceInErrorResponses: false,
      stopOnTerminationSignals: false,
      formatError,
      plugins: [
        ApolloServerPluginCacheControlDisabled(),
        ApolloServerPluginInlineTraceDisabled(),
        ApolloServerPluginLandingPageDisabled(),
        ApolloServerPluginSchemaReportingDisabled(),
        ApolloServerPluginUsageReportingDisabled(),
        this.pipeline(),
      ],
    });
  }

  start(): Promise<void> {
    return this.apollo.start();
  }

  stop(): Promise<void> {
    return this.apollo.stop();
  }

  /** `identify` may fail: the caller is told why, as of every other failure. */
  async answer(
    request: HTTPGraphQLRequest,
    requestId: string,
    identify: () => Promise<Caller>,
  ): Promise<HTTPGraphQLResponse> {
    let exchange: Exchange | null = null;
    const context = async (): Promise<Context> => {
      try {
        return { exchange: (exchange = { caller: await identify(), isAnswered: false }) };
      } catch (error) {
        throw this.refusal(error, requestId);
      }
    };
    const response = await this.apollo.executeHTTPGraphQLRequest({ httpGraphQLRequest: request, context });
    if ((exchange as Exchange | null)?.isAnswered) return response;
    return this.withRequestId(response, requestId);
  }

  private pipeline(): ApolloServerPlugin<Context> {
    const responseForOperation = async ({
      document,
      request: { operationName, variables },
      contextValue: { exchange },
    }: Parameters<NonNullable<ResponseForOperation>>[0]): Promise<GraphQLResponse> => {
      exchange.isAnswered = true;
      return toResponse(await this.run({ document, operationName, variables }, exchange.caller));
    };
    return { requestDidStart: async () => ({ responseForOperation }) };
  }

  private async run(request: Parameters<Operations['admit']>[0], caller: Caller): Promise<ExecutionResult> {
    const { operations } = this;
    const admitted = operations.admit(request, caller);
    if ('refused' in admitted) return operations.refuse(admitted.refused, caller.requestId);
    if (admitted.definition.operation !== 'subscription') return operations.execute(admitted);
    const error = requestError(
      'BAD_USER_INPUT',
      'Subscriptions are served over WebSocket, and as `text/event-stream` to who accepts that',
    );
    return operations.refuse([error], caller.requestId);
  }

  private refusal(error: unknown, requestId: string): Error {
    const [told] = this.operations.refuse([error], requestId).errors;
    Object.assign(told.extensions, { http: { status: httpStatusOf(told), headers: headersFor([told]) } });
    return told;
  }

  /** What Apollo Server refuses by itself knows nothing of our request. */
  private withRequestId(response: HTTPGraphQLResponse, requestId: string): HTTPGraphQLResponse {
    if (response.body.kind !== 'complete') return response;
    const { errors } = JSON.parse(response.body.string) as { errors?: GraphQLFormattedError[] };
    if (!errors) return response;
    const named = errors.map((error) => ({ ...error, extensions: { ...error.extensions, requestId } }));
    return { ...response, body: { kind: 'complete', string: JSON.stringify({ errors: named }) } };
  }
}

type RequestListener = Exclude<
  Awaited<ReturnType<NonNullable<ApolloServerPlugin<Context>['requestDidStart']>>>,
  void
>;
type ResponseForOperation = RequestListener['responseForOperation'];

function toResponse({ errors, ...rest }: ExecutionResult): GraphQLResponse {
  const wasExecuted = rest.data !== undefined;
  // What came to nothing for now is told as HTTP tells it too: proxies and clients know 429 with `Retry-After`.
  const isPutOff = rest.data === null && errors !== undefined && retryAfter(errors) !== null;
  return {
    http: {
      status: errors && (isPutOff || !wasExecuted) ? httpStatusOf(errors[0]) : undefined,
      headers: headersFor(errors ?? []),
    },
    body: {
      kind: 'single',
      singleResult: { ...rest, ...(errors && { errors: errors.map((error) => error.toJSON()) }) },
    },
  };
}

function headersFor(errors: ExecutionResult['errors'] & object): HeaderMap {
  const headers = new HeaderMap();
  const wait = retryAfter(errors);
  if (wait !== null) headers.set('retry-after', wait);
  return headers;
}

/** Only for errors that Apollo Server makes itself; the pipeline's are told already. */
function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  if (formatted.extensions?.requestId !== undefined) return formatted;
  const { message, locations, extensions } = toPublicError(error, '').error.toJSON();
  return { message, ...(locations && { locations }), extensions: { code: extensions?.code } };
}
