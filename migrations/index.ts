import { CharacterSet1764000000000 } from './1764000000000-character-set';
import { Tenancy1764000001000 } from './1764000001000-tenancy';
import { Projects1764000002000 } from './1764000002000-projects';
import { Configuration1764000003000 } from './1764000003000-configuration';
import { Propagation1764000004000 } from './1764000004000-propagation';
import { Measurements1764000005000 } from './1764000005000-measurements';

/** In the order they are applied; a migration is never edited once it was released. */
export const migrations = [
  CharacterSet1764000000000,
  Tenancy1764000001000,
  Projects1764000002000,
  Configuration1764000003000,
  Propagation1764000004000,
  Measurements1764000005000,
];
