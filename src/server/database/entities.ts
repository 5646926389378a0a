import { AccessTokenEntity } from '../domain/access/access-token.entity';
import { MemberEntity } from '../domain/access/member.entity';
import { RoleGrantEntity } from '../domain/access/role-grant.entity';
import { SdkKeyEntity } from '../domain/access/sdk-key.entity';
import { SdkKeySecretEntity } from '../domain/access/sdk-key-secret.entity';
import { AuditEntryEntity } from '../domain/audit/audit-entry.entity';
import { OrganizationHeadEntity } from '../domain/audit/organization-head.entity';
import { ConfigurationItemEntity } from '../domain/configuration/configuration-item.entity';
import { ConfigurationLogEntity } from '../domain/configuration/configuration-log.entity';
import { EnvironmentHeadEntity } from '../domain/configuration/environment-head.entity';
import { ListEntryEntity } from '../domain/configuration/list-entry.entity';
import { EnvironmentEntity } from '../domain/environments/environment.entity';
import { FlagEntity } from '../domain/flags/flag.entity';
import { LayerEntity } from '../domain/layers/layer.entity';
import { ListEntity } from '../domain/lists/list.entity';
import { OrganizationEntity } from '../domain/organizations/organization.entity';
import { ProjectEntity } from '../domain/projects/project.entity';
import { SegmentEntity } from '../domain/segments/segment.entity';
import { EvaluationCountEntity } from '../measurements/evaluation-count.entity';
import { ExposureEntity } from '../measurements/exposure.entity';
import { FlagUsageEntity } from '../measurements/flag-usage.entity';
import { MetricEventEntity } from '../measurements/metric-event.entity';
import { SeenNameEntity } from '../measurements/seen-name.entity';
import { PropagationReportEntity } from '../propagation/propagation-report.entity';
import { InstallationEntity } from './installation.entity';

/** Every table of the product; the drift test holds the migrations against this list. */
export const entities = [
  AccessTokenEntity,
  AuditEntryEntity,
  ConfigurationItemEntity,
  ConfigurationLogEntity,
  EnvironmentEntity,
  EnvironmentHeadEntity,
  EvaluationCountEntity,
  ExposureEntity,
  FlagEntity,
  FlagUsageEntity,
  InstallationEntity,
  LayerEntity,
  ListEntity,
  ListEntryEntity,
  MemberEntity,
  MetricEventEntity,
  OrganizationEntity,
  OrganizationHeadEntity,
  ProjectEntity,
  PropagationReportEntity,
  RoleGrantEntity,
  SdkKeyEntity,
  SdkKeySecretEntity,
  SeenNameEntity,
  SegmentEntity,
];
