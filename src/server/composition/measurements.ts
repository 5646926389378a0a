import { environmentAccess } from '../api/environment-access';
import { MeasurementsService } from '../measurements/measurements.service';
import { Recorder } from '../measurements/recorder';
import { RecordingResolver } from '../measurements/recording.resolver';
import { Retention } from '../measurements/retention';
import {
  EnvironmentNamesResolver,
  FlagConfigurationUsageResolver,
  FlagUsageResolver,
} from '../measurements/usage-fields.resolver';
import { SeenNames } from '../measurements/usage-fields.service';
import { UsageReader } from '../measurements/usage-reader';
import { UsageWriter } from '../measurements/usage-writer';
import { WriteQueue } from '../measurements/write-queue';
import type { Configuration } from './configuration';
import type { Foundations } from './foundations';
import type { Streams } from './streams';

/** What SDKs report, and what is read of it. */
export function composeMeasurements(
  { database, clock, logger, settings, resolvers }: Foundations,
  { environments }: Configuration,
  { feeds, usageCounters: counters }: Streams,
) {
  const keptDays = settings.measurementDays;
  const writeQueue = new WriteQueue(database, clock, {
    rows: 20_000,
    rowsPerTransaction: 2_000,
    transactions: database.dialect === 'sqlite' ? 1 : 2,
  });
  const recorder = new Recorder(database, writeQueue);
  const usageWriter = new UsageWriter(counters, database, clock, logger);
  const retention = new Retention(database, clock, logger, keptDays);
  const access = environmentAccess(environments, 'measure');
  const reader = new UsageReader(database, keptDays);
  resolvers.push(
    new RecordingResolver(new MeasurementsService({ recorder, counters, feeds, access, keptDays })),
    new FlagConfigurationUsageResolver(),
    new FlagUsageResolver(reader),
    new EnvironmentNamesResolver(new SeenNames(reader, feeds)),
  );
  const close = async (): Promise<void> => {
    await retention.close();
    await writeQueue.drain();
    await usageWriter.close();
  };
  return { writeQueue, usageWriter, retention, close };
}

export type MeasurementsPart = ReturnType<typeof composeMeasurements>;
