// First, as Angular's own builds have it.
import 'zone.js';
// Angular's packages are compiled in part only; its command line would do the rest at build time.
import '@angular/compiler';
import { provideHttpClient } from '@angular/common/http';
import { callByAngular } from './shared/angular.ts';

export const call: () => Promise<unknown> = callByAngular(provideHttpClient());
