import type { Text } from '../assess/index.ts';

/** One thing to learn, in both languages. Bodies are paragraphs; a line that starts with `- ` is a list item. */
export interface Page {
  /** What is typed: `fargate`, `5`, `ebs-volume`. Unique. */
  readonly id: string;
  readonly aliases?: readonly string[];
  readonly title: Text;
  readonly body: Text;
  /** Where it can be read up. */
  readonly sources: readonly string[];
  /** Ids of other pages. */
  readonly see: readonly string[];
}

/** The day on which the sources below were last read against the pages. */
export const READ_ON = '2026-11-23';
