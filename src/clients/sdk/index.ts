export { Client, createClient } from './client';
export type { Clock } from './clock';
export type { Change, ClientEvents, Status } from './events';
export type { Logger } from './logger';
export type { ClientOptions } from './options';
export type { Socket, SocketClass } from './stream';
export type { Context, SdkErrorKind, SdkEvaluation, VariationDetail } from './variation-detail';
