/** The first visit on the running system: a sentence, its task, and what happens elsewhere, live, without a reload. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../edge/browser.ts';
import { call } from '../support/person.ts';
import { startSystem, type System } from '../support/system.ts';

let system: System;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  system = await startSystem();
  browser = await openBrowser();
  page = await browser.newPage({ locale: 'en-GB', timezoneId: 'Europe/Berlin' });
  page.setDefaultTimeout(60_000);
});
afterAll(async () => {
  await browser.close();
  await system.stop();
});

test('what the page promises in its placeholder, it keeps', async () => {
  await page.goto(system.url);
  await page.getByLabel('Name').fill('first visitor');
  await page.getByLabel('E-mail').fill('visitor@example.org');
  await page.getByLabel('Password').fill('correct horse battery');
  await page.getByRole('button', { name: 'Sign up' }).last().click();
  await page.getByRole('status', { name: 'Live updates: on' }).waitFor();

  const box = page.getByLabel('What is to be done?');
  await box.fill((await box.getAttribute('placeholder')) ?? '');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Complete pay rent' }).waitFor();
  expect(await page.locator('#tasks').innerText()).toMatch(/high[\s\S]*1st[\s\S]*#home/i);
  expect(await page.getByRole('log').innerText()).toMatch(/pay rent/);
});

test('a task from elsewhere appears by itself, and its reminder in the inbox', async () => {
  const token = await page.evaluate<string>(`localStorage.getItem('duecourse.token')`);
  const due_date = new Date(Date.now() + 20 * 60_000).toISOString();
  const headers = { authorization: `Bearer ${token}` };
  const made = await call(system.url, 'POST', '/api/tasks', { title: 'from the telephone', due_date }, headers);
  expect(made.status).toBe(201);
  await page.getByRole('button', { name: 'Complete from the telephone' }).waitFor();
  await page.getByRole('button', { name: /Mark as read: 🔔 REMINDER: Task 'from the telephone' due in/ }).waitFor();
  await call(system.url, 'POST', `/api/tasks/${String(made.body.id)}/complete`, {}, headers);
  await page.getByRole('button', { name: 'Complete from the telephone' }).waitFor({ state: 'detached' });
});
