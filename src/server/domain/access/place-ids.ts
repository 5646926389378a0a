import { fromGlobalId } from '../../foundation/ids';
import type { PlaceInput } from './places';

/** A place as the API names it. */
export const placeFrom = ({ projectId, environmentId }: PlaceInput): PlaceInput => ({
  projectId: projectId == null ? null : fromGlobalId('Project', projectId),
  environmentId: environmentId == null ? null : fromGlobalId('Environment', environmentId),
});
