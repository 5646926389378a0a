import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EvaluationSignals } from '../../delivery/evaluation-signals';
import type { Authenticator } from '../../domain/access/authenticator';
import type { EvaluationService } from '../../evaluation/evaluation.service';
import type { RemoteEvaluations } from '../../evaluation/remote-evaluation';
import type { Actor } from '../../foundation/actor';
import { forbidden, unauthenticated } from '../../foundation/errors';
import type { Logger } from '../../foundation/logger';
import type { Operation } from '../../foundation/operation';
import type { Limits } from '../../foundation/settings';
import { sendJson } from '../json-answer';
import type { Caller, Operations } from '../operation';
import { BodyError } from '../request-body';
import { answerOf, statusOf } from './answers';
import { bulkAnswer, isHeld, tagOf } from './bulk-answer';
import { readContext } from './context';
import type { EventStreams } from './event-streams';
import { sendRefusal } from './refusal';
import { eventStreamPath, type StreamAddress, type StreamAddresses } from './stream-addresses';

export interface OfrepNeeds {
  operations: Operations;
  authenticator: Authenticator;
  evaluations: EvaluationService;
  signals: EvaluationSignals;
  streams: EventStreams;
  addresses: StreamAddresses;
  limits: Limits;
  logger: Logger;
}

/** Makes a caller of who `authenticate` finds, or fails as it does. */
export type Identify = (authenticate: () => Promise<Actor>) => Promise<Caller>;

/** A request on its way through the door. */
export interface Exchange {
  path: string;
  query: URLSearchParams;
  request: IncomingMessage;
  response: ServerResponse;
  requestId: string;
  identify: Identify;
}

const flagsPath = '/ofrep/v1/evaluate/flags';
const costOfRequest = 1;
const evaluationsPerCost = 100;

/** OpenFeature's Remote Evaluation Protocol: a flag for servers, all flags for clients, and streams that say when. */
export class OfrepDoor {
  constructor(private readonly needs: OfrepNeeds) {}

  /** For any path below `/ofrep/`. */
  async answer(exchange: Exchange): Promise<void> {
    const { path, response, requestId } = exchange;
    const key = keyIn(path);
    try {
      await this.route(key, exchange);
    } catch (error) {
      if (response.headersSent) throw error;
      const { operations } = this.needs;
      const told = error instanceof BodyError ? error : operations.refuse([error], requestId).errors[0];
      sendRefusal(response, told, key);
    }
  }

  /** Ends every stream, and takes no new one. */
  drain(): void {
    this.needs.streams.drain();
  }

  private route(key: string | null, exchange: Exchange): Promise<void> | void {
    const { path, request, response } = exchange;
    if (path === eventStreamPath && request.method === 'GET') return this.openStream(exchange);
    if (path !== flagsPath && key === null) return sendJson(response, 404, { status: 'not found' });
    if (request.method !== 'POST') {
      response.setHeader('allow', 'POST');
      return sendJson(response, 405, { status: 'method not allowed' });
    }
    return key === null ? this.allFlags(exchange) : this.oneFlag(key, exchange);
  }

  private async oneFlag(key: string, exchange: Exchange): Promise<void> {
    const { evaluations } = this.needs;
    const { operation, subject } = await this.begin(exchange);
    const { evaluations: found } = await evaluations.evaluateRemotely(operation, subject, key);
    const answer = answerOf(found[0]);
    sendJson(exchange.response, statusOf(answer), answer);
  }

  private async allFlags(exchange: Exchange): Promise<void> {
    const { operations, evaluations, signals } = this.needs;
    const { query, request, response } = exchange;
    const { caller, operation, subject } = await this.begin(exchange);
    const signalled = query.get('flagConfigEtag');
    if (signalled !== null) await signals.catchUp(operation, signalled);
    const evaluated = await evaluations.evaluateRemotely(operation, subject, null);
    operations.charge(caller, Math.floor(evaluated.evaluations.length / evaluationsPerCost));
    const address = this.addressFor(operation, evaluated);
    const answer = bulkAnswer(evaluated, address);
    const tag = tagOf(subject, answer, address);
    response.setHeader('etag', `"${tag}"`);
    if (!isHeld(request.headers['if-none-match'], tag)) return sendJson(response, 200, answer, revalidated);
    response.writeHead(304, { 'cache-control': revalidated }).end();
  }

  private async openStream({ query, request, response, identify }: Exchange): Promise<void> {
    const { operations, addresses, authenticator, streams } = this.needs;
    const caller = await identify(async () => {
      const credential = addresses.read(query.get('token') ?? '');
      if (credential === null) throw unauthenticated('This is no address of a stream, or none any more');
      return authenticator.identify(credential);
    });
    this.assertAtHome(caller.actor, request);
    const operation = operations.begin(caller, costOfRequest);
    const seen = request.headers['last-event-id'];
    const since = typeof seen === 'string' ? seen : query.get('since');
    await streams.serve(operation, since, caller.address, response);
  }

  /** Who asks, about whom. */
  private async begin({ request, identify }: Exchange) {
    const { operations, limits } = this.needs;
    const caller = await identify(() => operations.authenticate(authorizationOf(request)));
    this.assertAtHome(caller.actor, request);
    const operation = operations.begin(caller, costOfRequest);
    return { caller, operation, subject: await readContext(request, limits.bodyBytes) };
  }

  /** A key implies the environment. One for servers has leaked where a browser sends it. */
  private assertAtHome(actor: Actor, { headers: { origin } }: IncomingMessage): void {
    if (actor.kind === 'ANONYMOUS') throw unauthenticated(keyNeeded);
    if (actor.kind !== 'SDK_KEY') throw forbidden(keysOnly);
    if (actor.keyKind === 'CLIENT' || origin === undefined) return;
    this.needs.logger.warn({ credentialId: actor.credentialId, origin }, 'a server key came from a browser');
    throw forbidden(leaked);
  }

  private addressFor(operation: Operation, { state }: RemoteEvaluations): StreamAddress | null {
    const { authenticator, addresses, signals } = this.needs;
    const credential = authenticator.credentialOf(operation.actor);
    return credential && addresses.write(credential, signals.resumeAt(operation, state));
  }
}

const revalidated = 'private, no-cache';
const keyNeeded = 'This needs an SDK key, in `Authorization: Bearer …` or `X-API-Key`';
const keysOnly = 'This is for SDK keys: others evaluate flags in GraphQL, at /graphql';
const leaked =
  'A server key is secret, and a browser shows it to everybody: use a client key, and rotate this one';

const authorizationOf = ({ headers }: IncomingMessage): string | undefined => {
  const apiKey = headers['x-api-key'];
  return headers.authorization ?? (apiKey === undefined ? undefined : `Bearer ${String(apiKey)}`);
};

/** null: all flags are meant. Not every provider encodes a key, so all that follows is one. */
function keyIn(path: string): string | null {
  if (!path.startsWith(`${flagsPath}/`)) return null;
  const text = path.slice(flagsPath.length + 1);
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
