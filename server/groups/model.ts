/** The words of this room as types: rule, group, count. */
import type { Language } from '../platform/i18n/index.ts';
import type { GroupId } from '../platform/ids/index.ts';

/** What the members of a group have in common; the fields are those of allowed-fields.ts. */
export type Rule =
  | { readonly field: 'topic'; readonly value: string }
  | { readonly field: 'language'; readonly value: Language };

export interface Group {
  readonly id: GroupId;
  readonly name: string;
  readonly rule: Rule;
  readonly createdAt: Date;
}

/** A number, or that there are too few people to show one (SEG-2 to SEG-4). */
export type Count =
  | { readonly kind: 'count'; readonly people: number }
  | {
      readonly kind: 'too-few';
      readonly k: number;
      /** Refused because it differs by fewer than k people from this rule, counted today (SEG-4). */
      readonly clashesWith?: Rule;
    };
