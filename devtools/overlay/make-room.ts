/**
 * Room below the page's end, as high as the panel, so that all of the page can be scrolled out from under it; until
 * the returned function is called.
 *
 * @param height a length in CSS
 */
export function makeRoom(height: string): () => void {
  const sheet = new CSSStyleSheet();
  // What the page says of its root must not win, or its end stays covered. On paper there is no panel.
  sheet.replaceSync(`@media screen {
    :root {
      padding-bottom: ${height} !important;
      scroll-padding-bottom: ${height} !important;
    }
  }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  return () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
  };
}
