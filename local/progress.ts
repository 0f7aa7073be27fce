/** What set-up says while it works: nothing for what is quick, a line with the seconds for what is not. */

const isTerminal = process.stdout.isTTY;
/** Without a terminal to overwrite, one line every so many seconds. */
const quietFor = 15;

const erase = '\r\u001b[2K';
/** True while the terminal's last line is one that will be overwritten. */
let isDrawn = false;

/** Prints one line. */
export const say = (text: string): void => {
  process.stdout.write(`${isDrawn ? erase : ''}${text}\n`);
  isDrawn = false;
};

const draw = (line: string): void => {
  process.stdout.write(`${erase}${line.slice(0, process.stdout.columns - 1)}`);
  isDrawn = true;
};

const seconds = (since: number): number => Math.round((performance.now() - since) / 1000);

/**
 * Runs `work` under the heading `what`, showing how long it takes and what it is at, once it takes more than two seconds.
 * `work` reports by calling `detail` with a few words.
 */
export const step = async <T>(what: string, work: (detail: (text: string) => void) => Promise<T>): Promise<T> => {
  const began = performance.now();
  let at = '';
  const state = { shown: false };
  const show = () => {
    const passed = seconds(began);
    const line = `  ${what}: ${passed} s${at === '' ? '' : `, ${at}`}`;
    if (isTerminal) {
      state.shown = true;
      draw(line);
    } else if (passed === 2 || passed % quietFor === 0) {
      state.shown = true;
      say(line);
    }
  };
  const timer = setInterval(() => {
    if (performance.now() - began >= 1_900) show();
  }, 1_000);
  try {
    const result = await work((text) => {
      at = text;
    });
    if (state.shown) say(`  ${what}: done in ${seconds(began)} s`);
    return result;
  } catch (error) {
    if (state.shown) say(`  ${what}: failed after ${seconds(began)} s`);
    throw error;
  } finally {
    clearInterval(timer);
  }
};
