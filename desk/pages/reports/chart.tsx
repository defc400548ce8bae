/**
 * A chart of days, by uPlot: drawn on a canvas, small and without a framework. (Chart.js was looked at: five
 * times the size.) For those who do not see it the table has the same figures.
 */
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatNumber, locale } from '../../app/words.ts';
import { t } from './words.ts';

export interface Line {
  readonly label: string;
  /** Null: nothing was measured that day. */
  readonly values: readonly (number | null)[];
}

export interface ChartProps {
  readonly title: string;
  /** Of the values; left out where they count something. */
  readonly unit?: string;
  /** As `2026-11-22`, in order. */
  readonly days: readonly string[];
  readonly lines: readonly Line[];
}

const HEIGHT_PX = 240;
const DAY_S = 86_400;

/** Told apart without colour too. */
const LOOKS = [
  { colour: '--primary', dash: [] },
  { colour: '--warn', dash: [8, 4] },
  { colour: '--bad', dash: [2, 3] },
] as const;

/** Canvas knows no `light-dark()`: an element is asked what it looks like. */
function readColour(element: HTMLElement, name: string): string {
  const before = element.style.color;
  element.style.color = `var(${name})`;
  const { color } = getComputedStyle(element);
  element.style.color = before;
  return color;
}

function toOptions(element: HTMLElement, { lines, unit }: ChartProps): uPlot.Options {
  const [text, grid] = [readColour(element, '--muted'), readColour(element, '--line')];
  const axis = { stroke: text, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1 } };
  const days = new Intl.DateTimeFormat(locale.value, { day: '2-digit', month: '2-digit', timeZone: 'UTC' });
  const write = (value: number | null) => (value === null ? '–' : formatNumber(value));
  return {
    width: element.clientWidth,
    height: HEIGHT_PX,
    // Days have no zone of their own.
    tzDate: (seconds) => new Date((seconds + new Date().getTimezoneOffset() * 60) * 1_000),
    scales: { y: { range: (_chart, _least, most) => [0, Math.max(1, most * 1.1)] } },
    cursor: { drag: { x: false, y: false } },
    axes: [
      {
        ...axis,
        incrs: [DAY_S, 2 * DAY_S, 7 * DAY_S, 14 * DAY_S, 30 * DAY_S, 60 * DAY_S],
        values: (_chart, ticks) => ticks.map((seconds) => days.format(seconds * 1_000)),
      },
      {
        ...axis,
        values: (_chart, ticks) => ticks.map(write),
        ...(unit === undefined ? {} : { label: unit, labelSize: 22 }),
      },
    ],
    series: [
      {
        label: t('day'),
        value: (_chart, seconds) => (seconds === null ? '–' : days.format(seconds * 1_000)),
      },
      ...lines.map(({ label }, index) => {
        const { colour, dash } = LOOKS[index % LOOKS.length] ?? LOOKS[0];
        return {
          label,
          stroke: readColour(element, colour),
          width: 2,
          dash: [...dash],
          points: { size: 6 },
          value: (_chart: uPlot, value: number | null) => write(value),
        };
      }),
    ],
  };
}

/** Drawn anew when the figures, the width, or light and dark change. */
export function Chart(props: ChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const { title, days, lines } = props;
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const data = [days.map((day) => Date.parse(day) / 1_000), ...lines.map(({ values }) => [...values])];
    let chart: uPlot | undefined;
    const draw = () => {
      chart?.destroy();
      chart = new uPlot(toOptions(element, props), data as uPlot.AlignedData, element);
    };
    draw();
    let width = element.clientWidth;
    const watching = new ResizeObserver(() => {
      if (element.clientWidth === width) return;
      width = element.clientWidth;
      chart?.setSize({ width, height: HEIGHT_PX });
    });
    watching.observe(element);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', draw);
    return () => {
      watching.disconnect();
      dark.removeEventListener('change', draw);
      chart?.destroy();
    };
  }, [days, lines, locale.value]);
  return (
    <figure class="card report-chart">
      <figcaption>{title}</figcaption>
      <div ref={frame} role="img" aria-label={t('chart', { title })} />
    </figure>
  );
}
