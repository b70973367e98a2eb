/*
 * Copyright 2026 The Heartbeat for Backstage Authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

import type { CloudRequest, CloudService } from './CloudRequest';

/**
 * What has been asked, for tests and benchmarks. Requests that a fault struck are counted too.
 *
 * @public
 */
export class OpenStackStats {
  readonly #counts = new Map<
    string,
    { service: CloudService | undefined; path: string; count: number }
  >();
  #underWay = 0;
  #mostUnderWay = 0;

  /** How often somebody asked for a token, with success or without. */
  get logins(): number {
    return this.requests({ service: 'keystone', path: 'POST /v3/auth/tokens' });
  }

  /** How many pages of lists of servers were asked for. */
  get listings(): number {
    return this.requests({ service: 'nova', path: '/servers/detail' });
  }

  /** How many requests were under way at once, at most. */
  get mostUnderWay(): number {
    return this.#mostUnderWay;
  }

  /**
   * How many requests came in since the start or the last `reset`.
   *
   * @param match - `path` is what method and path end with: `nodes/detail`
   */
  requests(match: { service?: CloudService; path?: string } = {}): number {
    return [...this.#counts.values()]
      .filter(
        ({ service, path }) =>
          (match.service ?? service) === service &&
          path.endsWith(match.path ?? ''),
      )
      .reduce((sum, { count }) => sum + count, 0);
  }

  /** Counts from zero again. */
  reset(): void {
    this.#counts.clear();
    this.#mostUnderWay = this.#underWay;
  }

  /** @returns to be called when the request is over @internal */
  begin({ service, method, path }: CloudRequest): () => void {
    const what = `${method} ${path}`;
    const key = `${service} ${what}`;
    const entry = this.#counts.get(key) ?? { service, path: what, count: 0 };
    entry.count++;
    this.#counts.set(key, entry);
    this.#underWay++;
    this.#mostUnderWay = Math.max(this.#mostUnderWay, this.#underWay);
    return () => {
      this.#underWay--;
    };
  }
}
