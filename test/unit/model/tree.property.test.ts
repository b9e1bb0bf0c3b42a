import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeSpans } from '../../../devtools/model/merge.ts';
import { buildTree } from '../../../devtools/model/tree.ts';
import { nodesOf } from '../../fixtures/trace.ts';
import { ANY_SPANS } from './any-spans.ts';

const RUNS = { numRuns: 1_000 };

test('every span is reachable, and only once', () => {
  fc.assert(
    fc.property(ANY_SPANS, fc.boolean(), (input, merged) => {
      const spans = merged ? mergeSpans(input) : input;
      const tree = buildTree(spans);
      const nodes = nodesOf(tree);
      const reached = nodes.flatMap((node) => node.spans);
      expect(new Set(reached)).toEqual(new Set(spans));
      expect(reached).toHaveLength(spans.length);
      expect(nodes).toHaveLength(tree.nodeCount);
    }),
    RUNS,
  );
});

test('keys are unique', () => {
  fc.assert(
    fc.property(ANY_SPANS, (spans) => {
      const keys = nodesOf(buildTree(spans)).map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
    }),
    RUNS,
  );
});

test('siblings are in the order of time', () => {
  fc.assert(
    fc.property(ANY_SPANS, (spans) => {
      for (const { children } of nodesOf(buildTree(spans))) {
        const times = children.map(({ timestamp = Number.POSITIVE_INFINITY }) => timestamp);
        expect(times).toEqual(times.toSorted((a, b) => (a === b ? 0 : a - b)));
      }
    }),
    RUNS,
  );
});

test('only what names a parent that nobody reported is an orphan', () => {
  fc.assert(
    fc.property(ANY_SPANS, (input) => {
      const spans = mergeSpans(input);
      const ids = new Set(spans.map(({ id }) => id));
      const { roots } = buildTree(spans);
      for (const { orphan, spans } of roots.filter(({ orphan }) => orphan)) {
        expect(orphan && spans.some(({ parentId }) => parentId && !ids.has(parentId))).toBe(true);
      }
    }),
    RUNS,
  );
});
