// The page that DevTools loads unseen, once per window. Chrome draws no icon on a panel's tab, so none is named.
chrome.devtools.panels.create('Rootspan', '', 'panel.html');
