/** The whole path over kafka. */
import { wholePath } from './whole-path.ts';

wholePath('kafka');
