import app from './app.css';
import notices from './notices.css';
import detail from './span-detail.css';
import row from './span-row.css';
import theme from './theme.css';
import header from './trace-header.css';
import list from './trace-list.css';
import waterfall from './waterfall.css';

/** The panel's style sheet, made in the current document: a constructed sheet can't be shared with another. */
export function panelStyles(): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(theme + app + notices + list + header + waterfall + row + detail);
  return sheet;
}
