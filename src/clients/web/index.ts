export { Client, createClient } from './client';
export type { Clock } from '../sdk/clock';
export type { Logger } from '../sdk/logger';
export type { Context, SdkErrorKind, SdkEvaluation, VariationDetail } from '../sdk/variation-detail';
export type { Fetch } from './evaluate-request';
export type { Change, ClientEvents, Status } from './events';
export type { ClientOptions } from './options';
export type { BrowserSocket, BrowserSocketClass } from './signal-stream';
export type { ValueStorage } from './value-cache';
