/** The shop's page. It knows nothing of tracing: the tag in index.html is all that there is. */
import { showActions } from './actions.ts';
import { byId } from './element.ts';
import { orderInAddress, showOrderList, showRoute } from './route.ts';

showActions();
addEventListener('popstate', () => showRoute());
if (orderInAddress()) showRoute();
showOrderList();

if (!('rootspan' in window)) {
  byId('hint').textContent =
    'Rootspan is not on this page: its file could not be loaded. Run npm run build and reload.';
}
