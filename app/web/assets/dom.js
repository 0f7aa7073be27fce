/** Small helpers for building the page: everything a person wrote goes in as text, never as markup. */
export const find = (id) => document.getElementById(id);

/** `el('button', {class: 'quiet', onclick}, 'Text', child)` */
export const el = (name, attributes = {}, ...children) => {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? '' : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
};

/** A message that goes away by itself; with an action it stays a little longer. */
export const toast = (text, action) => {
  const gone = () => node.remove();
  const button =
    action === undefined
      ? null
      : el(
          'button',
          {
            type: 'button',
            onclick: () => {
              gone();
              action.run();
            },
          },
          action.label,
        );
  const node = el('div', { class: 'toast' }, el('span', {}, text), button);
  find('toasts').append(node);
  setTimeout(gone, action === undefined ? 5_000 : 9_000);
};

/** Marks the pressed button of a group. */
export const press = (buttons, pressed) => {
  for (const button of buttons) button.setAttribute('aria-pressed', String(button === pressed));
};
