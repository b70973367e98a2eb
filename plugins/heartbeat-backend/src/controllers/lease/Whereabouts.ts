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

import { KubernetesError } from 'backstage-plugin-heartbeat-node';
import limit from 'p-limit';
import { z } from 'zod';
import type { Clock } from '../../time/clock';
import type { LeaseRecord, LeaseWhereabouts } from '../LeaseRecord';
import { leaseRecordOf, type LeaseScope } from './leaseScope';

/** What takes longer than this is not known: the verdict is not to wait for it. */
const ANSWER_TIMEOUT_MS = 1_500;

/** Where a right is missing, it is tried again after so long: it may have been given. */
const REFUSED_MS = 10 * 60_000;

/** A namespace that goes takes its Leases along within seconds: it is asked for once for all of them. */
const ASK_AGAIN_MS = 5_000;

/** As client-go's own limit of requests at once, roughly: a namespace may go with a thousand Leases. */
const MAX_REQUESTS = 10;

/** Where more wait the plain answer is given: a whole cluster is no time for details. */
const MAX_WAITING = 1_000;

const namespaceObject = z.object({
  status: z.object({ phase: z.string().optional() }).optional(),
});

const objectList = z.object({ items: z.array(z.unknown()).nullable() });

/** @internal */
export interface WhereaboutsOptions {
  scope: LeaseScope;
  clock: Clock;
  /** Something may not be read; once for each kind of thing, until that is tried again. */
  onRefused(what: string, error: KubernetesError): void;
}

/**
 * Finds out what became of Leases that are not found any more, and whether what they
 * stand for is there: whoever is deleted on purpose has not died. What it has no right to
 * read, or gets no answer for, it does not know, and says so by the plain answer.
 *
 * @internal
 */
export class Whereabouts {
  readonly #options: WhereaboutsOptions;
  readonly #limit = limit(MAX_REQUESTS);
  /** By namespace. */
  readonly #namespaces = new Map<
    string,
    { isGoing: Promise<boolean>; untilMs: number }
  >();
  /** Until when what may not be read is not tried again, by what it is. */
  readonly #refusedUntilMs = new Map<string, number>();

  constructor(options: WhereaboutsOptions) {
    this.#options = options;
  }

  /** What became of a Lease that is not found any more. Never rejects. */
  async of(
    { ref }: LeaseRecord,
    signal: AbortSignal,
  ): Promise<LeaseWhereabouts> {
    if (await this.hasLostItsLabel(ref, signal)) {
      return 'label-lost';
    }
    return (await this.#isGoing(ref.namespace, signal))
      ? 'namespace-deleted'
      : 'deleted';
  }

  /** Whether a Lease that is not found by its label is there without it. Never rejects. */
  async hasLostItsLabel(
    { namespace, name }: LeaseRecord['ref'],
    signal: AbortSignal,
  ): Promise<boolean> {
    const { scope } = this.#options;
    if (scope.selection.labelSelector === undefined) {
      return false;
    }
    const found = await this.#find(
      'leases',
      `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`,
      name,
      signal,
    );
    // One that was made anew in the meantime is found by its label.
    return found?.some(lease => !leaseRecordOf(scope, lease)) ?? false;
  }

  /** Whether the node that a Lease stands for is not there. Never rejects. */
  async isNodeGone(node: string, signal: AbortSignal): Promise<boolean> {
    const found = await this.#find('nodes', '/api/v1/nodes', node, signal);
    return found?.length === 0;
  }

  /**
   * The object of that name in a list, which is what there is a right to; and of a path
   * that something on the way does not know, "not found" would say nothing.
   */
  async #find(
    what: string,
    path: string,
    name: string,
    signal: AbortSignal,
  ): Promise<unknown[] | undefined> {
    const fieldSelector = `metadata.name=${name}`;
    const query = { fieldSelector, limit: '1' };
    const answer = await this.#read(what, path, signal, query);
    const list = objectList.safeParse(answer);
    return list.success ? list.data.items ?? [] : undefined;
  }

  #isGoing(namespace: string, signal: AbortSignal): Promise<boolean> {
    const nowMs = this.#options.clock.monotonicMs();
    const known = this.#namespaces.get(namespace);
    if (known && nowMs < known.untilMs) {
      return known.isGoing;
    }
    const isGoing = this.#read(
      'namespaces',
      `/api/v1/namespaces/${namespace}`,
      signal,
    ).then(
      answer =>
        answer === 'absent' ||
        namespaceObject.safeParse(answer).data?.status?.phase === 'Terminating',
    );
    for (const [name, { untilMs }] of this.#namespaces) {
      if (untilMs <= nowMs) {
        this.#namespaces.delete(name);
      }
    }
    const untilMs = nowMs + ASK_AGAIN_MS;
    this.#namespaces.set(namespace, { isGoing, untilMs });
    return isGoing;
  }

  /** @returns `undefined` where it is not known */
  #read(
    what: string,
    path: string,
    signal: AbortSignal,
    query?: Record<string, string>,
  ): Promise<unknown> {
    const { clock, scope, onRefused } = this.#options;
    if (this.#limit.pendingCount > MAX_WAITING) {
      return Promise.resolve(undefined);
    }
    return this.#limit(async () => {
      const nowMs = clock.monotonicMs();
      if (signal.aborted || nowMs < (this.#refusedUntilMs.get(what) ?? 0)) {
        return undefined;
      }
      try {
        return await scope.cluster.request({
          ...{ path, query, signal },
          timeoutMs: ANSWER_TIMEOUT_MS,
        });
      } catch (error) {
        if (signal.aborted) {
          return undefined;
        }
        if (!(error instanceof KubernetesError)) {
          throw error;
        }
        if (error.reason === 'forbidden') {
          this.#refusedUntilMs.set(what, nowMs + REFUSED_MS);
          onRefused(what, error);
        }
        return error.status === 404 ? 'absent' : undefined;
      }
    });
  }
}
