import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { performanceTracks } from '../../../src/instrument/performance-tracks.ts';
import { useThisPage } from '../../fixtures/this-page.ts';

const timeStamp = vi.fn();

beforeAll(() => {
  vi.spyOn(console, 'timeStamp').mockImplementation(timeStamp);
});
afterAll(() => vi.restoreAllMocks());

const { rootspan, requestOf } = useThisPage(performanceTracks);

test('finished spans are drawn into tracks of Chrome’s Performance panel', async () => {
  const work = rootspan().startSpan('render', { startTime: 10 });
  work.finish(30);
  expect(timeStamp).toHaveBeenLastCalledWith('render', 10, 30, 'page', 'Rootspan', 'secondary');
  rootspan().startSpan('pay', { startTime: 10 }).error('no').finish(30);
  expect(timeStamp).toHaveBeenLastCalledWith('pay', 10, 30, 'page', 'Rootspan', 'error');
  await (await fetch('/__echo/drawn')).text();
  await requestOf('/__echo/drawn');
  const [name, start, end, ...how] = timeStamp.mock.lastCall ?? [];
  expect([name, end > start, ...how]).toEqual([
    'get /__echo/drawn',
    true,
    'requests',
    'Rootspan',
    'primary',
  ]);
});
