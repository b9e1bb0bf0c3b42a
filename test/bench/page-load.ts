import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { alternate, type Measure } from './bench.ts';
import { CONTESTANTS, type Contestant } from './contestants.ts';
import type { Asset } from './server.ts';
import { differences, intervalOfMedian, median } from './stats.ts';
import { figure, type Row } from './table.ts';

const ROUNDS = 31;
/** Those that the page makes. */
const FETCHES = 4;

/** A list of orders, as a small shop would show it: styles, two scripts, pictures, four requests for data. */
const PAGE = `<link rel=stylesheet href=/assets/shop.css>
<link rel=modulepreload href=/assets/preact.js><script type=module src=/assets/shop.js></script>
<body><h1>Orders</h1><img src=/assets/hero.svg width=800 height=300 alt="">
<main></main>${'<img src=/assets/tile.svg width=120 height=80 alt="">'.repeat(4)}`;

const SHOP = `import { h, render } from '/assets/preact.js';
Promise.all([1, 2, 3, ${FETCHES}].map((day) => fetch('/data/orders/' + day).then((answer) => answer.json())))
  .then((days) => {
    const row = ({ id, state, total }) => h('tr', { key: id }, [id, state, total].map((text) => h('td', null, text)));
    render(h('table', null, days.flatMap(({ orders }) => orders.map(row))), document.querySelector('main'));
    document.body.dataset.ready = '';
  });`;

const picture = (fill: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 3"><rect width="8" height="3" fill="${fill}"/>${Array.from(
    { length: 200 },
    (_, at) => `<circle cx="${at % 8}" cy="${at % 3}" r="${at / 200}" fill="#${at + 100}"/>`,
  ).join('')}</svg>`;

export const PAGE_ASSETS: Readonly<Record<string, Asset>> = {
  'shop.css': { type: 'text/css', body: 'body{font:16px sans-serif}td{padding:4px}', after: 5 },
  'preact.js': {
    type: 'text/javascript',
    body: readFileSync('node_modules/preact/dist/preact.mjs', 'utf8'),
    after: 10,
  },
  'shop.js': { type: 'text/javascript', body: SHOP, after: 10 },
  'hero.svg': { type: 'image/svg+xml', body: picture('teal'), after: 20 },
  'tile.svg': { type: 'image/svg+xml', body: picture('olive'), after: 10 },
};

/** A page's load, with the tracer as its first script; without a tracer that script does nothing. */
export const pageLoad: Measure = async (bench) => {
  const measureOne = async (contestant: Contestant) => {
    const page = await bench.open(contestant, { after: PAGE });
    const times = await page.run('loadTimes');
    await page.run('report');
    const { ScriptDuration } = await page.metrics();
    // Of the requests made before an `async` script was there, how many have spans differs from load to load.
    if (contestant === 'async') await page.expectSpans('page load', 1);
    else await page.expectTraced(FETCHES);
    await page.close();
    await pause(50);
    return { ...times, script: ScriptDuration * 1000 };
  };
  const loads = await alternate(bench.times(ROUNDS), measureOne, CONTESTANTS);

  function row(name: 'lcp' | 'load' | 'script', what: string): Row {
    const of = (contestant: Contestant) => loads[contestant].map((each) => each[name]);
    const middle = (contestant: Contestant) => median(of(contestant));
    const { low, high } = intervalOfMedian(differences(of('rootspan'), of('nothing')));
    const late = intervalOfMedian(differences(of('async'), of('nothing')));
    const share = (contestant: Contestant) => figure(middle(contestant) / middle('nothing'));
    return {
      what: `page load: ${what}`,
      ratio: `${share('rootspan')} × without (OpenTelemetry ${share('opentelemetry')} ×)`,
      goal: 'within noise',
      met: low <= 0,
      native: `${figure(middle('nothing'), 'ms')} (without that script ${figure(middle('native'))}, with ours in it, unused ${figure(middle('unused'))})`,
      rootspan: `${figure(middle('rootspan'), 'ms')} (${figure(low)} to ${figure(high)} more); by an \`async\` tag ${figure(middle('async'), 'ms')} (${figure(late.low)} to ${figure(late.high)} more)`,
      core: figure(middle('core'), 'ms'),
      opentelemetry: figure(middle('opentelemetry'), 'ms'),
    };
  }
  return [
    row('lcp', 'largest contentful paint'),
    row('load', 'load event'),
    row('script', 'script time, reporting included'),
  ];
};
