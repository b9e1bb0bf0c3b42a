import { expect, test } from 'vitest';
import { errorOf } from '../../../devtools/model/span-error.ts';
import { buildTree } from '../../../devtools/model/tree.ts';
import { trace } from '../../fixtures/trace.ts';

test.each([
  [{}, undefined],
  [{ error: 'no bread' }, 'no bread'],
  [{ error: '' }, ''],
  [{ 'otel.status_code': 'OK' }, undefined],
  [{ 'otel.status_code': 'ERROR' }, ''],
  [{ 'otel.status_code': 'ERROR', 'http.response.status_code': '502' }, '502'],
  [{ 'otel.status_code': 'ERROR', 'otel.status_description': 'gone' }, 'gone'],
  [{ 'otel.status_code': 'ERROR', error: 'gone' }, 'gone'],
  [{ 'http.status_code': '500' }, undefined],
])('of the tags %o the error is %j', (tags, error) => {
  expect(errorOf({ traceId: '1', id: '1', tags })).toBe(error);
});

test('a server that failed in OpenTelemetry’s words makes its row a failed one', () => {
  const spans = trace`
    shop get /orders |====| SERVER otel.status_code=ERROR
  `;
  expect(buildTree(spans)).toMatchObject({ errorCount: 1, roots: [{ error: '' }] });
});
