import { environmentAccess } from '../api/environment-access';
import type { SubscriptionSources } from '../api/schema';
import { streamAccess } from '../api/stream-access';
import { ActivityResolver } from '../delivery/activity-fields.resolver';
import { ProjectActivities } from '../delivery/activity-fields.service';
import { ConfigDocuments } from '../delivery/config-documents';
import { ConfigStreams } from '../delivery/config-streams';
import { DatabaseSource } from '../delivery/database-source';
import { DeliveryResolver } from '../delivery/delivery.resolver';
import { EvaluationSignalResolver } from '../delivery/evaluation-signal.resolver';
import { EvaluationSignals } from '../delivery/evaluation-signals';
import { Feeds } from '../delivery/feeds';
import { ListChunks } from '../delivery/list-chunks';
import { ResumeTokens } from '../delivery/resume-token';
import { Snapshots } from '../delivery/snapshots';
import { StreamHub } from '../delivery/stream-hub';
import { newId } from '../foundation/ids';
import { UsageCounters } from '../measurements/usage-counters';
import { PropagationBoard } from '../propagation/board';
import { NodeReports } from '../propagation/node-reports';
import { PropagationResolver } from '../propagation/propagation-fields.resolver';
import { PropagationService } from '../propagation/propagation.service';
import { WholeEnvironmentResolver } from '../evaluation/environment-fields.resolver';
import { WholeEnvironments } from '../evaluation/environment-fields.service';
import { EvaluationResolver } from '../evaluation/evaluation.resolver';
import { EvaluationService } from '../evaluation/evaluation.service';
import {
  FlagConfigurationEvaluationResolver,
  FlagEvaluationResolver,
} from '../evaluation/flag-fields.resolver';
import { RulesetCache } from '../evaluation/ruleset-cache';
import type { Configuration } from './configuration';
import type { Foundations } from './foundations';
import type { Tenancy } from './tenancy';

/** What follows the log: streams of configuration and activity, and evaluation over the newest state. */
export function composeStreams(
  { database, clock, logger, hints, secret, resolvers }: Foundations,
  { accessWatch, projects }: Tenancy,
  { environments }: Configuration,
) {
  const source = new DatabaseSource(database, logger, { clock, hints });
  const feeds = new Feeds(source, clock, logger);
  const resumeTokens = new ResumeTokens(secret);
  const chunks = new ListChunks();
  const snapshots = new Snapshots(resumeTokens, chunks);
  const streams = new StreamHub(resumeTokens, snapshots, clock);
  const access = streamAccess({ environments, projects, accessWatch });
  const board = new PropagationBoard(clock);
  const reports = new NodeReports(newId(), board, database, clock, logger);
  const configStreams = new ConfigStreams({
    feeds,
    hub: streams,
    tokens: resumeTokens,
    access,
    watch: board,
    clock,
    logger,
  });
  const configDocuments = new ConfigDocuments({ feeds, source, snapshots, chunks, access });
  const delivery = new DeliveryResolver(configStreams);
  const evaluationSignals = new EvaluationSignals({
    feeds,
    tokens: resumeTokens,
    access: { ...access, environmentOf: environmentAccess(environments, 'evaluate') },
    clock,
  });
  const signal = new EvaluationSignalResolver(evaluationSignals);
  const activity = new ActivityResolver(new ProjectActivities(feeds, access));
  const propagation = new PropagationResolver(
    new PropagationService({
      board,
      reports,
      feeds,
      access: { ...access, environmentOf: environmentAccess(environments, 'read') },
      clock,
    }),
  );
  resolvers.push(delivery, signal, activity, propagation);

  const rulesets = new RulesetCache(feeds, source, clock);
  const usageCounters = new UsageCounters();
  const evaluations = new EvaluationService(
    rulesets,
    environmentAccess(environments, 'evaluate'),
    usageCounters,
  );
  resolvers.push(
    new EvaluationResolver(evaluations),
    new FlagEvaluationResolver(evaluations),
    new FlagConfigurationEvaluationResolver(evaluations),
    new WholeEnvironmentResolver(new WholeEnvironments(rulesets)),
  );

  const subscriptions: SubscriptionSources = {
    configStream: (request) => delivery.configStreamEvents(request),
    evaluationSignal: (request) => signal.evaluationSignalEvents(request),
    projectActivity: (request) => activity.projectActivityEvents(request),
    propagation: (request) => propagation.propagationEvents(request),
  };
  const close = async (): Promise<void> => {
    streams.close();
    evaluationSignals.close();
    await reports.close();
    feeds.stop();
    source.close();
  };
  return {
    feeds,
    streams,
    configStreams,
    snapshots,
    configDocuments,
    rulesets,
    evaluations,
    evaluationSignals,
    usageCounters,
    subscriptions,
    close,
  };
}

export type Streams = ReturnType<typeof composeStreams>;
