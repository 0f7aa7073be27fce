/** The page in a real browser: a first visit from signing up to a live list, an undo and an inbox. */
import { mkdirSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tell } from '../../app/queries/notifications.ts';
import { openBrowser } from './browser.ts';
import { caller, startInstallation, type Installation } from './installation.ts';
import { repeater } from './repeater.ts';

let edge: Installation;
let browser: Browser;
let page: Page;
const complaints: string[] = [];
const shots = process.env['DUECOURSE_SCREENSHOTS'];
const shoot = async (name: string): Promise<void> => {
  if (shots === undefined) return;
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: `${shots}/${name}.png` });
};

beforeAll(async () => {
  edge = await startInstallation({ understand: repeater });
  browser = await openBrowser();
  page = await browser.newPage({
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
  });
  page.on('console', (message) => {
    // Refused requests are part of the story; whatever the page itself gets wrong is not.
    if (message.type() === 'error' && !message.text().includes('Failed to load resource'))
      complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
});
afterAll(async () => {
  await browser.close();
  await edge.close();
});

const token = () => page.evaluate<string | null>(`localStorage.getItem('duecourse.token')`);
const asUser = async () => caller(edge.url, (await token()) ?? '');

describe('a first visit', () => {
  it('says what is wrong beside the field, then lets in', async () => {
    await page.goto(edge.url);
    await shoot('1-door');
    await page.getByLabel('Name').fill('al');
    await page.getByLabel('E-mail').fill('alan@example.org');
    await page.getByLabel('Password').fill('enigma-1912');
    await page.getByRole('button', { name: 'Sign up' }).last().click();
    await page.getByText('must have at least 3 characters').waitFor();
    expect(await page.getByLabel('Time zone').inputValue()).toBe('Europe/Berlin');
    await page.getByLabel('Name').fill('alan');
    await page.getByRole('button', { name: 'Sign up' }).last().click();
    await page.getByRole('heading', { name: 'Chat' }).waitFor();
    await page.getByRole('status', { name: 'Live updates: on' }).waitFor();
    expect(await page.getByPlaceholder('pay rent every 1st').count()).toBe(1);
  });

  it('takes a sentence and shows the reply and the task', async () => {
    await page.getByLabel('What is to be done?').fill('water the <b>plants</b>');
    await page.keyboard.press('Enter');
    await page.getByRole('log').getByText('Added “water the <b>plants</b>”').waitFor();
    await page.getByRole('button', { name: 'Complete water the <b>plants</b>' }).waitFor();
    expect(await page.locator('#tasks b').count()).toBe(0);
  });

  it('completes and takes back', async () => {
    await page.getByRole('button', { name: 'Complete water the <b>plants</b>' }).click();
    await page.getByText('Nothing to do.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Complete water the <b>plants</b>' }).waitFor();
  });

  it('hears what happens elsewhere', async () => {
    const call = await asUser();
    const year = new Date().getUTCFullYear() + 1;
    for (const fields of [
      {
        title: 'pay rent',
        priority: 'HIGH',
        tags: ['home'],
        due_date: `${year}-01-01`,
        recurrence_rule: 'FREQ=MONTHLY;BYMONTHDAY=1',
      },
      {
        title: 'standup',
        tags: ['team'],
        due_date: new Date(Date.now() + 20 * 3_600_000).toISOString(),
        recurrence_rule: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR',
        recurrence_text: 'every weekday at 9:15',
      },
      { title: 'send the report', priority: 'CRITICAL', due_date: new Date(Date.now() + 2 * 60_000).toISOString() },
    ]) {
      const { body } = await call('POST', '/api/tasks', fields);
      edge.stream.publishToUser(body.user_id, { event: 'task', id: body.last_event_id ?? '', data: { task: body } });
    }
    await page.getByRole('button', { name: 'Complete pay rent' }).waitFor();
    const { body: me } = await call('GET', '/api/me');
    const user_id = (me as object as { user_id: string }).user_id;
    const now = new Date().toISOString();
    const text = "🔔 REMINDER: Task 'send the report' due in 2 minutes";
    const entry = {
      notification_id: crypto.randomUUID(),
      user_id,
      task_id: crypto.randomUUID(),
      kind: 'reminder' as const,
    };
    const more = { due_at: null, fired_at: now, planned_at: now, occasion: 'x' };
    await tell(edge.services.db, { ...entry, ...more, text }, [], now);
    edge.stream.publishToUser(user_id, { event: 'notification', id: 'n', data: {} });
    await page.getByRole('button', { name: `Mark as read: ${text}` }).waitFor();
    await shoot('2-home');
    await page.getByRole('button', { name: `Mark as read: ${text}` }).click();
    await expect.poll(() => page.getByRole('button', { name: /Mark as read/ }).count()).toBe(0);
  });

  it('lists by a filter, marks where one is wrong, and keeps one', async () => {
    const box = page.getByLabel('Filter', { exact: true });
    await box.fill('due before frday & #home');
    await page.getByText('“frday” is not a date').waitFor();
    expect(await page.locator('#filter-wrong mark').textContent()).toBe('frday');
    expect(await box.getAttribute('aria-invalid')).toBe('true');
    await shoot('2-filter-wrong');
    await box.fill('#home & !low');
    await page.getByRole('button', { name: 'Complete standup' }).waitFor({ state: 'detached' });
    expect(await page.locator('#tasks li.task').count()).toBe(1);
    expect(await page.locator('#filter-wrong mark').count()).toBe(0);
    await page.getByRole('button', { name: 'Save this filter' }).click();
    await page.getByLabel('Keep the filter as').fill('At home');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Forget this filter' }).waitFor();
    await shoot('2-filter');
    await page.getByRole('button', { name: 'Complete pay rent' }).click();
    await page.getByText('No task fits this filter.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await page.getByRole('button', { name: 'Complete pay rent' }).waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByRole('button', { name: 'Complete standup' }).waitFor();
    await page.getByLabel('Saved filters').selectOption('At home');
    await page.getByRole('button', { name: 'Complete standup' }).waitFor({ state: 'detached' });
    expect(await box.inputValue()).toBe('#home & !low');
  });

  it('is usable on a telephone, and in the dark', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: 'dark' });
    const overflow = 'document.documentElement.scrollWidth - window.innerWidth';
    expect(await page.evaluate<number>(overflow)).toBeLessThanOrEqual(0);
    await shoot('3-phone-dark');
    await page.getByRole('heading', { name: /^Tasks/ }).scrollIntoViewIfNeeded();
    await shoot('3-phone-filter');
    await page.getByLabel('Filter', { exact: true }).fill('(today | overdue & #a-rather-long-tag-name & !high');
    await page.getByText('this “(” is never closed').waitFor();
    expect(await page.evaluate<number>(overflow)).toBeLessThanOrEqual(0);
    await shoot('3-phone-filter-wrong');
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.emulateMedia({ colorScheme: 'light' });
  });

  it('comes back to where it was, and out again', async () => {
    await page.reload();
    await page.getByRole('log').getByText('Added “water the <b>plants</b>”').waitFor();
    await page.getByRole('button', { name: 'Delete standup' }).click();
    await page.getByText('Deleted: standup').waitFor();
    await page.getByRole('button', { name: 'Trash' }).click();
    await page.getByRole('button', { name: 'Restore' }).waitFor();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByRole('heading', { name: 'Welcome' }).waitFor();
    expect(await token()).toBeNull();
    await expect.poll(() => edge.stream.size()).toBe(0);
    await page.getByRole('button', { name: 'Log in' }).first().click();
    await page.getByLabel('E-mail').fill('alan@example.org');
    await page.getByLabel('Password').fill('wrong-password');
    await page.getByRole('button', { name: 'Log in' }).last().click();
    await page.getByRole('alert').getByText('No account has').waitFor();
  });

  it('broke no rule of its own', () => {
    expect(complaints).toEqual([]);
  });
});

it('met no bug that the edge had to log', () => {
  expect(edge.logged.map(({ err }) => String(err))).toEqual([]);
});
