import htmx from 'htmx.org';

/** A press of a button is answered with a piece of the page. */
export async function call(): Promise<unknown> {
  document.body.innerHTML =
    '<button hx-get="/fragment" hx-target="#order">Show</button><p id="order">';
  htmx.process(document.body);
  const order = document.querySelector('#order');
  const filled = new Promise((resolve) => {
    new MutationObserver(resolve).observe(document.body, { childList: true, subtree: true });
  });
  document.querySelector('button')?.click();
  await filled;
  return order?.innerHTML;
}
