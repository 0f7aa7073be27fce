import { expect, it } from 'vitest';
import { tokenize } from '../words/tokens.ts';
import { categoryAt } from './category.ts';
import { checklistAt, descriptionAt } from './notes.ts';
import { tagsAt } from './tags.ts';

/** What `read` finds first, anywhere in `text`. */
const first = <T>(text: string, read: (tokens: ReturnType<typeof tokenize>, k: number) => T | null): T | null => {
  const tokens = tokenize(text);
  for (let k = 0; k < tokens.length; k++) {
    const found = read(tokens, k);
    if (found !== null) return found;
  }
  return null;
};

it.each([
  ['fix it #home', ['home']],
  ['fix it *home', ['home']],
  ['fix it tagged home and garden', ['home', 'garden']],
  ['fix it tags: home, garden', ['home', 'garden']],
  ['fix it with the label home', ['home']],
  ['fix it, tag home', ['home']],
  ['tag the cattle', null],
  ['C# and issue #42', null],
])('the tags of %j', (text, expected) => {
  const found = first(text, (tokens, k) => tagsAt(tokens, k, false));
  expect(found?.kind === 'tags' ? found.tags : null).toEqual(expected);
});

it.each([
  ['fix it +House', 'House'],
  ['fix it ~House', 'House'],
  ['fix it category: House', 'House'],
  ['fix it in the House category', 'House'],
  ['slides for monday in category Work', 'Work'],
  ['milk to my shopping list', 'shopping'],
  ['run ~30 minutes', null],
  ['2 + 2', null],
])('the category of %j', (text, expected) => {
  const found = first(text, categoryAt);
  expect(found?.kind === 'category' ? found.category : null).toBe(expected);
});

it.each([
  ['fix it // with the drill', 'with the drill'],
  ['fix it note: with the drill', 'with the drill'],
  ['fix it with the note "use the drill" today', 'use the drill'],
  ['see http://a.example/b', null],
  ['note the time', null],
])('the note of %j', (text, expected) => {
  const found = first(text, (tokens, k) => descriptionAt(text, tokens, k));
  expect(found?.kind === 'description' ? found.description : null).toBe(expected);
});

it('a checklist is what is listed behind its name', () => {
  const text = 'pack checklist: passport, tickets and a charger';
  const found = first(text, (tokens, k) => checklistAt(text, tokens, k));
  expect(found?.kind === 'checklist' ? found.items : null).toEqual(['passport', 'tickets', 'a charger']);
});
