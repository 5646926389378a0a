/* eslint-disable */
import * as types from './graphql';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "mutation ApplyChanges($input: ApplyChangesInput!) {\n  applyChanges(input: $input) {\n    __typename\n    ... on ChangesPublished {\n      changeId\n      revisions {\n        environmentId\n        revision\n        committedAt\n      }\n    }\n    ... on ChangesPreviewed {\n      diff {\n        environmentId\n        changes {\n          kind\n          key\n          path\n          op\n          before\n          after\n        }\n      }\n    }\n    ... on ChangesConflicted {\n      conflicts {\n        environmentId\n        kind\n        key\n        revision\n      }\n    }\n    ... on ChangesInvalid {\n      errors {\n        code\n        path\n        message\n      }\n    }\n  }\n}": typeof types.ApplyChangesDocument,
    "mutation CreateSdkKey($input: CreateSdkKeyInput!) {\n  createSdkKey(input: $input) {\n    secret\n    userErrors {\n      code\n      message\n    }\n  }\n}": typeof types.CreateSdkKeyDocument,
    "query EvaluateFlag($flagKeys: [String!]!, $subjects: [Subject!]!) {\n  evaluate(flagKeys: $flagKeys, subjects: $subjects) {\n    revision\n    evaluations {\n      flagKey\n      value\n      variant\n      reason\n      ruleId\n      error\n    }\n  }\n}": typeof types.EvaluateFlagDocument,
    "query FindEnvironments {\n  organization {\n    projects(first: 100) {\n      nodes {\n        id\n        key\n        environments(first: 100) {\n          nodes {\n            id\n            key\n            kind\n          }\n        }\n      }\n    }\n  }\n}": typeof types.FindEnvironmentsDocument,
    "query FindKeys($projectId: ID!, $after: String, $flags: Boolean!, $segments: Boolean!, $layers: Boolean!, $lists: Boolean!) {\n  project(id: $projectId) {\n    flags(first: 100, after: $after) @include(if: $flags) {\n      nodes {\n        key\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n    segments(first: 100, after: $after) @include(if: $segments) {\n      nodes {\n        key\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n    layers(first: 100, after: $after) @include(if: $layers) {\n      nodes {\n        key\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n    lists(first: 100, after: $after) @include(if: $lists) {\n      nodes {\n        key\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n}": typeof types.FindKeysDocument,
};
const documents: Documents = {
    "mutation ApplyChanges($input: ApplyChangesInput!) {\n  applyChanges(input: $input) {\n    __typename\n    ... on ChangesPublished {\n      changeId\n      revisions {\n        environmentId\n        revision\n        committedAt\n      }\n    }\n    ... on ChangesPreviewed {\n      diff {\n        environmentId\n        changes {\n          kind\n          key\n          path\n          op\n          before\n          after\n        }\n      }\n    }\n    ... on ChangesConflicted {\n      conflicts {\n        environmentId\n        kind\n        key\n        revision\n      }\n    }\n    ... on ChangesInvalid {\n      errors {\n        code\n        path\n        message\n      }\n    }\n  }\n}": types.ApplyChangesDocument,
    "mutation CreateSdkKey($input: CreateSdkKeyInput!) {\n  createSdkKey(input: $input) {\n    secret\n    userErrors {\n      code\n      message\n    }\n  }\n}": types.CreateSdkKeyDocument,
    "query EvaluateFlag($flagKeys: [String!]!, $subjects: [Subject!]!) {\n  evaluate(flagKeys: $flagKeys, subjects: $subjects) {\n    revision\n    evaluations {\n      flagKey\n      value\n      variant\n      reason\n      ruleId\n      error\n    }\n  }\n}": types.EvaluateFlagDocument,
    "query FindEnvironments {\n  organization {\n    projects(first: 100) {\n      nodes {\n        id\n        key\n        environments(first: 100) {\n          nodes {\n            id\n            key\n            kind\n          }\n        }\n      }\n    }\n  }\n}": types.FindEnvironmentsDocument,
    "query FindKeys($projectId: ID!, $after: String, $flags: Boolean!, $segments: Boolean!, $layers: Boolean!, $lists: Boolean!) {\n  project(id: $projectId) {\n    flags(first: 100, after: $after) @include(if: $flags) {\n      nodes {\n        key\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n    segments(first: 100, after: $after) @include(if: $segments) {\n      nodes {\n        key\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n    layers(first: 100, after: $after) @include(if: $layers) {\n      nodes {\n        key\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n    lists(first: 100, after: $after) @include(if: $lists) {\n      nodes {\n        key\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n}": types.FindKeysDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation ApplyChanges($input: ApplyChangesInput!) {\n  applyChanges(input: $input) {\n    __typename\n    ... on ChangesPublished {\n      changeId\n      revisions {\n        environmentId\n        revision\n        committedAt\n      }\n    }\n    ... on ChangesPreviewed {\n      diff {\n        environmentId\n        changes {\n          kind\n          key\n          path\n          op\n          before\n          after\n        }\n      }\n    }\n    ... on ChangesConflicted {\n      conflicts {\n        environmentId\n        kind\n        key\n        revision\n      }\n    }\n    ... on ChangesInvalid {\n      errors {\n        code\n        path\n        message\n      }\n    }\n  }\n}"): (typeof documents)["mutation ApplyChanges($input: ApplyChangesInput!) {\n  applyChanges(input: $input) {\n    __typename\n    ... on ChangesPublished {\n      changeId\n      revisions {\n        environmentId\n        revision\n        committedAt\n      }\n    }\n    ... on ChangesPreviewed {\n      diff {\n        environmentId\n        changes {\n          kind\n          key\n          path\n          op\n          before\n          after\n        }\n      }\n    }\n    ... on ChangesConflicted {\n      conflicts {\n        environmentId\n        kind\n        key\n        revision\n      }\n    }\n    ... on ChangesInvalid {\n      errors {\n        code\n        path\n        message\n      }\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation CreateSdkKey($input: CreateSdkKeyInput!) {\n  createSdkKey(input: $input) {\n    secret\n    userErrors {\n      code\n      message\n    }\n  }\n}"): (typeof documents)["mutation CreateSdkKey($input: CreateSdkKeyInput!) {\n  createSdkKey(input: $input) {\n    secret\n    userErrors {\n      code\n      message\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query EvaluateFlag($flagKeys: [String!]!, $subjects: [Subject!]!) {\n  evaluate(flagKeys: $flagKeys, subjects: $subjects) {\n    revision\n    evaluations {\n      flagKey\n      value\n      variant\n      reason\n      ruleId\n      error\n    }\n  }\n}"): (typeof documents)["query EvaluateFlag($flagKeys: [String!]!, $subjects: [Subject!]!) {\n  evaluate(flagKeys: $flagKeys, subjects: $subjects) {\n    revision\n    evaluations {\n      flagKey\n      value\n      variant\n      reason\n      ruleId\n      error\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query FindEnvironments {\n  organization {\n    projects(first: 100) {\n      nodes {\n        id\n        key\n        environments(first: 100) {\n          nodes {\n            id\n            key\n            kind\n          }\n        }\n      }\n    }\n  }\n}"): (typeof documents)["query FindEnvironments {\n  organization {\n    projects(first: 100) {\n      nodes {\n        id\n        key\n        environments(first: 100) {\n          nodes {\n            id\n            key\n            kind\n          }\n        }\n      }\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query FindKeys($projectId: ID!, $after: String, $flags: Boolean!, $segments: Boolean!, $layers: Boolean!, $lists: Boolean!) {\n  project(id: $projectId) {\n    flags(first: 100, after: $after) @include(if: $flags) {\n      nodes {\n        key\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n    segments(first: 100, after: $after) @include(if: $segments) {\n      nodes {\n        key\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n    layers(first: 100, after: $after) @include(if: $layers) {\n      nodes {\n        key\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n    lists(first: 100, after: $after) @include(if: $lists) {\n      nodes {\n        key\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n}"): (typeof documents)["query FindKeys($projectId: ID!, $after: String, $flags: Boolean!, $segments: Boolean!, $layers: Boolean!, $lists: Boolean!) {\n  project(id: $projectId) {\n    flags(first: 100, after: $after) @include(if: $flags) {\n      nodes {\n        key\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n    segments(first: 100, after: $after) @include(if: $segments) {\n      nodes {\n        key\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n    layers(first: 100, after: $after) @include(if: $layers) {\n      nodes {\n        key\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n    lists(first: 100, after: $after) @include(if: $lists) {\n      nodes {\n        key\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n}"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;