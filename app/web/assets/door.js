/** Signing up and logging in. */
import { call, session } from './api.js';
import { el, find, press } from './dom.js';

let signingUp = true;

const choose = (toSignUp) => {
  signingUp = toSignUp;
  press([find('to-signup'), find('to-login')], find(toSignUp ? 'to-signup' : 'to-login'));
  for (const label of document.querySelectorAll('.only-signup')) label.hidden = !toSignUp;
  find('enter-go').textContent = toSignUp ? 'Sign up' : 'Log in';
  find('enter').elements.password.autocomplete = toSignUp ? 'new-password' : 'current-password';
  clear();
};

const clear = () => {
  for (const node of document.querySelectorAll('#enter .wrong')) node.textContent = '';
  for (const input of find('enter').elements) input.removeAttribute('aria-invalid');
};

const complain = (problem) => {
  const elsewhere = [];
  for (const { field, message } of problem.errors) {
    const place = document.querySelector(`#enter [data-for="${CSS.escape(field)}"]`);
    if (place === null || place.closest('[hidden]') !== null) elsewhere.push(`${field} ${message}`);
    else {
      place.textContent = message;
      find('enter').elements[field]?.setAttribute('aria-invalid', 'true');
    }
  }
  if (problem.errors.length === 0) elsewhere.push(problem.message);
  find('enter-wrong').textContent = elsewhere.join('; ');
  document.querySelector('#enter [aria-invalid]')?.focus();
};

/** @param onEnter called with the user once there is a token */
export const startDoor = (onEnter) => {
  find('to-signup').addEventListener('click', () => choose(true));
  find('to-login').addEventListener('click', () => choose(false));
  find('enter').elements.timezone.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
  find('zones').replaceChildren(...Intl.supportedValuesOf('timeZone').map((zone) => el('option', { value: zone })));
  find('enter').addEventListener('submit', async (event) => {
    event.preventDefault();
    clear();
    const given = Object.fromEntries(new FormData(find('enter')));
    const { username, email, password, timezone } = given;
    find('enter-go').disabled = true;
    try {
      const { token, user } = signingUp
        ? await call('POST', '/api/auth/signup', { username, email, password, timezone })
        : await call('POST', '/api/auth/login', { email, password });
      session.token = token;
      find('enter').elements.password.value = '';
      onEnter(user);
    } catch (problem) {
      complain(problem);
    } finally {
      find('enter-go').disabled = false;
    }
  });
  choose(true);
};
