import { HttpClient } from '@angular/common/http';
import { type EnvironmentProviders, NgZone, provideZoneChangeDetection } from '@angular/core';
import { createApplication } from '@angular/platform-browser';
import { firstValueFrom, map } from 'rxjs';

/** The call has to come back in the zone that it was made in, or Angular would not render what it brings. */
export function callByAngular(http: EnvironmentProviders): () => Promise<unknown> {
  const application = createApplication({ providers: [http, provideZoneChangeDetection()] });
  return async () => {
    const { injector } = await application;
    const orders = injector
      .get(HttpClient)
      .post('/api/orders', { sku: 'POT-CLAY' })
      .pipe(map((order) => ({ order, inZone: NgZone.isInAngularZone() })));
    return injector.get(NgZone).run(() => firstValueFrom(orders));
  };
}
