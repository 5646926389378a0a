import { HeaderMap } from '@apollo/server';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../foundation/logger';
import { newId } from '../foundation/ids';
import type { Settings } from '../foundation/settings';
import type { GraphqlOverHttp } from './apollo';
import type { ConfigDoor } from './config-door';
import type { Health } from './health';
import { refuse, sendJson } from './json-answer';
import type { LandingPage } from './landing-page';
import type { Metrics } from './metrics';
import type { Caller, Operations } from './operation';
import type { Identify, OfrepDoor } from './ofrep/ofrep-door';
import { corsHeaders, isAllowedOrigin } from './origins';
import { BodyError, readJsonBody } from './request-body';
import type { SseDoor } from './sse-door';
import { isFromRouter } from './subgraph';

export interface HttpDoors {
  settings: Settings;
  operations: Operations;
  graphql: GraphqlOverHttp;
  config: ConfigDoor;
  ofrep: OfrepDoor;
  events: SseDoor;
  /** null: there is none. */
  subgraph: GraphqlOverHttp | null;
  health: Health;
  metrics: Metrics;
  landingPage: LandingPage;
  logger: Logger;
}

/** Everything on the port that is not a WebSocket. */
export class HttpDoor {
  constructor(private readonly doors: HttpDoors) {}

  /** Never rejects: a failure nobody foresaw is logged, and answered with 500. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = newId();
    response.setHeader('x-request-id', requestId);
    response.setHeader('x-content-type-options', 'nosniff');
    try {
      await this.route(request, response, requestId);
    } catch (error) {
      this.doors.logger.error({ err: error, requestId }, 'a request failed');
      if (response.headersSent) response.destroy();
      else refuse(response, 500, 'INTERNAL', 'Internal error', requestId);
    }
  }

  private async route(request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> {
    const path = pathOf(request);
    const { graphql, subgraph, config, health, metrics, landingPage } = this.doors;
    if (path === '/graphql') return this.graphql(graphql, request, response, requestId);
    if (path === '/graphql/subgraph' && subgraph)
      return this.subgraph(subgraph, request, response, requestId);
    if (path.startsWith('/ofrep/')) return this.ofrep(path, request, response, requestId);
    if (request.method !== 'GET' && request.method !== 'HEAD') return notFound(response);
    if (path === '/config' || path.startsWith('/config/')) {
      if (this.isForeign(request, response, requestId)) return;
      const identify = () => this.identify(request, response, requestId);
      return config.answer(path, request, response, identify, requestId);
    }
    if (path === '/health/live') return sendJson(response, 200, { status: 'live' });
    if (path === '/health/ready') {
      const obstacles = await health.obstacles();
      if (obstacles.length === 0) return sendJson(response, 200, { status: 'ready' });
      return sendJson(response, 503, { status: 'not ready', obstacles });
    }
    if (path === '/metrics') {
      response.setHeader('content-type', metrics.contentType);
      response.end(await metrics.text());
      return;
    }
    if (!landingPage.answer(path, response)) notFound(response);
  }

  /** The secret lets the router in; the caller that it stands for is authorised as everywhere. */
  private async subgraph(
    subgraph: GraphqlOverHttp,
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
  ): Promise<void> {
    if (isFromRouter(this.doors.settings.routerSecret, request.headers['x-router-secret'])) {
      return this.graphql(subgraph, request, response, requestId);
    }
    const message = 'This endpoint is for a router, which sends its secret in `x-router-secret`';
    refuse(response, 401, 'UNAUTHENTICATED', message, requestId);
  }

  private async graphql(
    graphql: GraphqlOverHttp,
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
  ): Promise<void> {
    const { settings } = this.doors;
    if (this.isForeign(request, response, requestId) || isPreflight(request, response)) return;
    const body = await readJsonBody(request, settings.limits.bodyBytes).catch((error: unknown) => {
      if (error instanceof BodyError) return error;
      throw error;
    });
    if (body instanceof BodyError) {
      response.setHeader('connection', 'close');
      return refuse(response, body.status, 'BAD_USER_INPUT', body.message, requestId);
    }
    const identify = (): Promise<Caller> => this.identify(request, response, requestId);
    if (this.isForEvents(graphql, request, body)) {
      return this.doors.events.answer(body, response, requestId, identify);
    }
    const answer = await graphql.answer(
      {
        method: request.method ?? 'GET',
        headers: headersOf(request),
        search: searchOf(request),
        body,
      },
      requestId,
      identify,
    );
    for (const [name, value] of answer.headers) response.setHeader(name, value);
    response.statusCode = answer.status ?? 200;
    response.end(answer.body.kind === 'complete' ? answer.body.string : '');
  }

  private async ofrep(
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
  ): Promise<void> {
    if (this.isForeign(request, response, requestId) || isPreflight(request, response)) return;
    const query = new URLSearchParams(searchOf(request));
    const identify: Identify = (authenticate) => this.identify(request, response, requestId, authenticate);
    return this.doors.ofrep.answer({ path, query, request, response, requestId, identify });
  }

  /** A router is served no subscriptions. */
  private isForEvents(graphql: GraphqlOverHttp, request: IncomingMessage, body: unknown): boolean {
    if (graphql !== this.doors.graphql || request.method !== 'POST') return false;
    return this.doors.events.takes(request.headers.accept, body);
  }

  /** Whether it comes from a page that may not call, which is told so. */
  private isForeign(request: IncomingMessage, response: ServerResponse, requestId: string): boolean {
    if (isAllowedOrigin(request, this.doors.settings.allowedOrigins)) return false;
    const message = 'This origin may not call: see SIGNALBOX_ALLOWED_ORIGINS';
    refuse(response, 403, 'FORBIDDEN', message, requestId);
    return true;
  }

  private async identify(
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
    authenticate = () => this.doors.operations.authenticate(request.headers.authorization),
  ): Promise<Caller> {
    const controller = new AbortController();
    response.once('close', () => {
      if (!response.writableFinished) controller.abort();
    });
    const actor = await authenticate();
    const address = request.socket.remoteAddress ?? '';
    return { actor, transport: 'http', requestId, address, controller };
  }
}

/** Tells a page of an origin that is allowed what it may do; whether that is all that it asked. */
function isPreflight(request: IncomingMessage, response: ServerResponse): boolean {
  for (const [name, value] of Object.entries(corsHeaders(request))) response.setHeader(name, value);
  if (request.method !== 'OPTIONS') return false;
  response.writeHead(204).end();
  return true;
}

const pathOf = ({ url = '/' }: IncomingMessage): string => url.split('?', 1)[0];

const searchOf = ({ url = '/' }: IncomingMessage): string =>
  url.includes('?') ? url.slice(url.indexOf('?')) : '';

function headersOf(request: IncomingMessage): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}

const notFound = (response: ServerResponse): void => sendJson(response, 404, { status: 'not found' });
