/** The whole path over jetstream. */
import { wholePath } from './whole-path.ts';

wholePath('jetstream');
