// The page's only script. The panel comes by a dynamic import, so that a page without it can say so.
import('/panel.js').then(
  ({ mountViewer }) => {
    document.querySelector('main')?.remove();
    mountViewer(document.body);
  },
  (error) => {
    const message = document.querySelector('main p');
    if (message) message.textContent = `The panel could not be loaded. ${error.message}`;
  },
);
