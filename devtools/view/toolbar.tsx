import type { ComponentChildren, RefObject, VNode } from 'preact';
import { useCell } from '../state/cell.ts';
import type { Panel } from '../state/panel.ts';
import type { Theme } from '../state/preferences.ts';
import type { Reach } from '../state/reach.ts';
import { Icon, type IconName } from './icon.tsx';
import { Name } from './name.tsx';

interface Props {
  readonly panel: Panel;
  readonly filterField: RefObject<HTMLInputElement | null>;
  readonly onClose: (() => void) | undefined;
}

/** What concerns all traces: coming in, going away, being found; and the panel itself. */
export function Toolbar({ panel, filterField, onClose }: Props): VNode {
  const paused = useCell(panel.connection).state === 'paused';
  const forcing = useCell(panel.forcing);
  const filter = useCell(panel.filter);
  return (
    <div class="toolbar" role="toolbar" aria-label="Panel">
      <ToolButton
        icon={paused ? 'play' : 'pause'}
        label={paused ? 'Resume: take new spans' : 'Pause: take no new spans'}
        onClick={paused ? panel.resume : panel.pause}
      />
      <ToolButton icon="clear" label="Clear the list" onClick={panel.clear} />
      {forcing !== undefined && (
        <ToolButton
          icon="force"
          label="Force traces: report all from now on, whatever the sample rate"
          pressed={forcing}
          onClick={() => panel.force(!forcing)}
        />
      )}
      <div class="toolbar__separator" />
      <div class="filter">
        <Icon name="search" />
        <input
          ref={filterField}
          class="filter__input"
          type="text"
          spellcheck={false}
          autocomplete="off"
          value={filter}
          placeholder="Filter"
          aria-label="Filter traces"
          title="Words in a path, service, span or trace id; “error” for what failed  ( / )"
          onInput={({ currentTarget }) => panel.filter.set(currentTarget.value)}
        />
      </div>
      <div class="toolbar__space" />
      <ConnectionMark panel={panel} />
      <ThemeButton panel={panel} />
      {onClose && <ToolButton icon="close" label="Close (Esc)" onClick={onClose} />}
    </div>
  );
}

interface ToolButtonProps {
  readonly icon: IconName;
  readonly label: string;
  readonly pressed?: boolean;
  readonly onClick: () => void;
}

function ToolButton({ icon, label, pressed, onClick }: ToolButtonProps): VNode {
  return (
    <button
      type="button"
      class="icon-button"
      title={label}
      aria-label={label}
      aria-pressed={pressed}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}

/** What is the matter where the page can be heard, and its Zipkin can't. */
const TROUBLES: Record<Reach, string | undefined> = {
  well: undefined,
  failing: 'Zipkin fails',
  silent: 'Zipkin doesn’t answer',
};

function ConnectionMark({ panel }: Pick<Props, 'panel'>): VNode {
  const connection = useCell(panel.connection);
  const trouble = TROUBLES[useCell(panel.reach)];
  if (connection.state === 'paused') return <Mark sign="hollow">paused</Mark>;
  if (connection.state === 'looking') {
    return (
      <Mark sign="hollow" important>
        {panel.source === 'page' ? 'no Rootspan found' : 'the collector doesn’t answer'}
        {panel.source === 'page' && <span class="connection__more"> in this page</span>}
      </Mark>
    );
  }
  return (
    <Mark sign={trouble ? 'warning' : 'full'} important={trouble !== undefined}>
      <span class="connection__more">
        <Name text={connection.service} or="live" />
        {connection.isNewer && ' is newer than this panel: update it'}
        {trouble && ' · '}
      </span>
      {trouble}
    </Mark>
  );
}

interface MarkProps {
  readonly sign: 'full' | 'hollow' | 'warning';
  /** Said in words also where there is little room. */
  readonly important?: boolean;
  readonly children: ComponentChildren;
}

function Mark({ sign, important = false, children }: MarkProps): VNode {
  return (
    <div class={`connection ${important ? 'connection--important' : ''}`} role="status">
      {sign === 'warning' ? (
        <Icon name="warning" />
      ) : (
        <span class={`connection__dot ${sign === 'full' ? 'connection__dot--connected' : ''}`} />
      )}
      <span class="connection__text ellipsis">{children}</span>
    </div>
  );
}

const NEXT: Record<Theme, Theme> = { auto: 'light', light: 'dark', dark: 'auto' };
const THEMES: Record<Theme, string> = { auto: 'as the system', light: 'light', dark: 'dark' };

function ThemeButton({ panel }: Pick<Props, 'panel'>): VNode {
  const preferences = useCell(panel.preferences);
  const { theme } = preferences;
  return (
    <ToolButton
      icon={theme}
      label={`Theme: ${THEMES[theme]}`}
      onClick={() => panel.preferences.set({ ...preferences, theme: NEXT[theme] })}
    />
  );
}
