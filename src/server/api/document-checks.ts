import {
  NoSchemaIntrospectionCustomRule,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { Limits } from '../foundation/settings';
import { planCost } from './cost';
import type { Variables } from './cost-plan';
import { requestError } from './errors';
import { findExcess } from './limits';

/** What is known of a document before it runs, worked out once for as long as `Documents` remembers it. */
export class DocumentChecks {
  private readonly errors = new WeakMap<DocumentNode, readonly GraphQLError[]>();
  private readonly costs = new WeakMap<OperationDefinitionNode, (variables: Variables) => number>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly limits: Limits,
    private readonly hasIntrospection: boolean,
  ) {}

  /** Why it may not run, whoever asks; empty when it may. */
  errorsOf(document: DocumentNode): readonly GraphQLError[] {
    let errors = this.errors.get(document);
    if (!errors) this.errors.set(document, (errors = this.findErrors(document)));
    return errors;
  }

  /** What one of its operations may cost; the document must be without errors. */
  costOf(document: DocumentNode, definition: OperationDefinitionNode, variables: Variables): number {
    let cost = this.costs.get(definition);
    if (!cost) this.costs.set(definition, (cost = planCost(this.schema, document, definition)));
    return cost(variables);
  }

  private findErrors(document: DocumentNode): readonly GraphQLError[] {
    const excess = findExcess(document, this.limits);
    if (excess) return [requestError('QUERY_TOO_COMPLEX', excess)];
    const rules = this.hasIntrospection ? [] : [NoSchemaIntrospectionCustomRule];
    return validate(this.schema, document, [...specifiedRules, ...rules], { maxErrors: 20 });
  }
}
