import { HeaderMap } from '@apollo/server';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../foundation/logger';
import { newId } from '../foundation/ids';
import type { Settings } from '../foundation/settings';
import type { GraphqlOverHttp } from './apollo';
import type { ErrorCode } from './errors';
import type { Health } from './health';
import type { LandingPage } from './landing-page';
import type { Metrics } from './metrics';
import type { Caller, Operations } from './operation';
import { corsHeaders, isAllowedOrigin } from './origins';
import { BodyError, readJsonBody } from './request-body';
import { isFromRouter } from './subgraph';

export interface HttpDoors {
  settings: Settings;
  operations: Operations;
  graphql: GraphqlOverHttp;
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
    const { graphql, subgraph, health, metrics, landingPage } = this.doors;
    if (path === '/graphql') return this.graphql(graphql, request, response, requestId);
    if (path === '/graphql/subgraph' && subgraph)
      return this.subgraph(subgraph, request, response, requestId);
    if (request.method !== 'GET' && request.method !== 'HEAD') return notFound(response);
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
    if (!isAllowedOrigin(request, settings.allowedOrigins)) {
      return refuse(
        response,
        403,
        'FORBIDDEN',
        'This origin may not call: see SIGNALBOX_ALLOWED_ORIGINS',
        requestId,
      );
    }
    for (const [name, value] of Object.entries(corsHeaders(request))) response.setHeader(name, value);
    if (request.method === 'OPTIONS') return void response.writeHead(204).end();
    const body = await readJsonBody(request, settings.limits.bodyBytes).catch((error: unknown) => {
      if (error instanceof BodyError) return error;
      throw error;
    });
    if (body instanceof BodyError) {
      response.setHeader('connection', 'close');
      return refuse(response, body.status, 'BAD_USER_INPUT', body.message, requestId);
    }
    const answer = await graphql.answer(
      {
        method: request.method ?? 'GET',
        headers: headersOf(request),
        search: searchOf(request),
        body,
      },
      requestId,
      () => this.identify(request, response, requestId),
    );
    for (const [name, value] of answer.headers) response.setHeader(name, value);
    response.statusCode = answer.status ?? 200;
    response.end(answer.body.kind === 'complete' ? answer.body.string : '');
  }

  private async identify(
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
  ): Promise<Caller> {
    const controller = new AbortController();
    response.once('close', () => {
      if (!response.writableFinished) controller.abort();
    });
    const actor = await this.doors.operations.authenticate(request.headers.authorization);
    const address = request.socket.remoteAddress ?? '';
    return { actor, transport: 'http', requestId, address, controller };
  }
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

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(JSON.stringify(body));
}

/** A refusal before GraphQL, in the shape of one of GraphQL's. */
function refuse(
  response: ServerResponse,
  status: number,
  code: ErrorCode,
  message: string,
  requestId: string,
): void {
  sendJson(response, status, { errors: [{ message, extensions: { code, requestId } }] });
}

const notFound = (response: ServerResponse): void => sendJson(response, 404, { status: 'not found' });
