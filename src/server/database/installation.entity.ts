import { Entity } from 'typeorm';
import { Id, ShortText, Time } from './columns';

/** One row: what this installation keeps for itself. */
@Entity('installation')
export class InstallationEntity {
  @Id() id: string;
  /** Signs resume tokens and cursors unless `SIGNALBOX_SECRET` is set. */
  @ShortText('secret') secret: string;
  @Time('created_at') createdAt: number;
}
