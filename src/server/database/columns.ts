import { Column, PrimaryColumn, type ColumnOptions, type ValueTransformer } from 'typeorm';

/**
 * The few column types of the product, each with one spelling for every database.
 * Numbers stay below 2^53; times are epoch milliseconds; long texts are never JSON columns, since MySQL reorders keys.
 */

const asNumber: ValueTransformer = {
  to: (value: number | null | undefined) => value,
  from: (value: string | number | null) => (value === null ? null : Number(value)),
};

const asJson: ValueTransformer = {
  to: (value: unknown) => (value === null || value === undefined ? value : JSON.stringify(value)),
  from: (value: string | null) => (value === null ? null : JSON.parse(value)),
};

const asBoolean: ValueTransformer = {
  to: (value: boolean | null | undefined) => (typeof value === 'boolean' ? Number(value) : value),
  from: (value: string | number | null) => (value === null ? null : Number(value) === 1),
};

type Options = Pick<ColumnOptions, 'nullable'>;

export const Id = (name = 'id'): PropertyDecorator => PrimaryColumn('varchar', { name, length: 36 });

export const Reference = (name: string, options: Options = {}): PropertyDecorator =>
  Column('varchar', { name, length: 36, ...options });

/** Keys, names and other short texts. */
export const ShortText = (name: string, options: Options = {}): PropertyDecorator =>
  Column('varchar', { name, length: 255, ...options });

export const LongText = (name: string, options: Options = {}): PropertyDecorator =>
  Column('longtext' as 'text', { name, ...options });

export const JsonText = (name: string, options: Options = {}): PropertyDecorator =>
  Column('longtext' as 'text', { name, transformer: asJson, ...options });

export const Whole = (name: string, options: Options = {}): PropertyDecorator =>
  Column('bigint', { name, transformer: asNumber, ...options });

/** Epoch milliseconds. */
export const Time = Whole;

export const Real = (name: string, options: Options = {}): PropertyDecorator =>
  Column('double', { name, ...options });

export const Flagged = (name: string): PropertyDecorator =>
  Column('bigint', { name, transformer: asBoolean });

/** Parts of a composite primary key. */
export const KeyId = (name: string): PropertyDecorator => PrimaryColumn('varchar', { name, length: 36 });
export const KeyText = (name: string): PropertyDecorator => PrimaryColumn('varchar', { name, length: 255 });
export const KeyWhole = (name: string): PropertyDecorator =>
  PrimaryColumn('bigint', { name, transformer: asNumber });
