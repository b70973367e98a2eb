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

import type { LoggerService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import type { LeaseRef } from 'backstage-plugin-heartbeat-common';
import type { KubernetesCluster } from 'backstage-plugin-heartbeat-node';
import type { Clock } from '../clock';
import { Backoff } from './Backoff';
import { KubernetesError } from './KubernetesError';
import { KubernetesHttp, type KubernetesRequest } from './KubernetesHttp';
import { leaseName } from './leaseName';
import { parseLeaseObject } from './leaseRecord';
import { pause } from '../pause';

/** One third, so that a single missed renewal does not make the controller look dead [H1]. */
const RENEWALS_PER_DURATION = 3;

/** Of the interval, by chance, so that the replicas of a fleet do not beat in step. */
const JITTER = 0.04;

/** The part of an interval in which a renewal is tried again; then the next one is due. */
const RETRY_PART = 0.8;

/** The part of an interval that one request may take: three fit into the retries. */
const CALL_PART = 0.25;

const MAX_CALL_MS = 10_000;

/** A process that is told to stop has little time for courtesies [H8]. */
const STOP_MS = 5_000;

/** `leaseDurationSeconds` is a whole number; anything shorter would be written as 0 [H1]. */
const MIN_DURATION_MS = 1_000;

const MERGE_PATCH = 'application/merge-patch+json';

/** What is known of our Lease since it was last written or read. */
interface KnownLease {
  uid: string;
  resourceVersion: string;
  holder?: string;
  renewTime?: string;
  hasAcquireTime: boolean;
}

interface LeaseRenewerOptions {
  cluster: KubernetesCluster;
  namespace: string;
  /** The controller's name; `""` is the unnamed one. */
  controller: string;
  /** The label's key. */
  label: string;
  /** See {@link leaseName}. */
  prefix: string;
  /** For how long each renewal holds; at least a second. */
  durationMs: number;
  /** Who we are; another one after each restart. */
  holder: string;
  /** Told of each renewal before it is sent. */
  onRenewal?(lease: LeaseRef, renewTime: string): void;
  clock: Clock;
  logger: LoggerService;
}

/**
 * Keeps a Lease of our own alive [H1-H11]. Somebody else calls {@link beat} each
 * `intervalMs` and {@link stop} at the end.
 *
 * @internal
 */
export class LeaseRenewer {
  /** The time from one beat to the next. */
  readonly intervalMs: number;

  readonly #options: LeaseRenewerOptions;
  readonly #name: string;
  readonly #ref: LeaseRef;
  readonly #http: KubernetesHttp;
  readonly #logger: LoggerService;
  readonly #stopped = new AbortController();
  #known: KnownLease | undefined;
  #isFirst = true;
  #current: Promise<void> = Promise.resolve();

  /** @throws InputError where the duration cannot be written into a Lease [H1] */
  static create(options: LeaseRenewerOptions): LeaseRenewer {
    if (options.durationMs < MIN_DURATION_MS) {
      throw new InputError(
        `The Lease of controller "${options.controller}" cannot last ${options.durationMs} ms; it has to last at least ${MIN_DURATION_MS} ms`,
      );
    }
    return new LeaseRenewer(options);
  }

  private constructor(options: LeaseRenewerOptions) {
    this.#options = options;
    this.#name = leaseName(options.prefix, options.controller);
    this.#ref = {
      cluster: options.cluster.name,
      namespace: options.namespace,
      name: this.#name,
    };
    this.#http = new KubernetesHttp(options.cluster);
    this.intervalMs = options.durationMs / RENEWALS_PER_DURATION;
    this.#logger = options.logger.child({
      cluster: options.cluster.name,
      namespace: options.namespace,
      lease: this.#name,
    });
  }

  /**
   * Renews the Lease once, the first time at once [H2]. What fails is tried
   * again until the next beat is due, and then logged; nothing of it ends the
   * heartbeat [H6].
   */
  async beat(signal: AbortSignal): Promise<void> {
    if (this.#stopped.signal.aborted) {
      return;
    }
    this.#current = this.#beat(
      AbortSignal.any([
        signal,
        this.#stopped.signal,
        AbortSignal.timeout(this.intervalMs * RETRY_PART),
      ]),
    );
    await this.#current;
  }

  /**
   * Deletes the Lease if it is still ours, within 5 s. A failure is logged and
   * not thrown: the Lease then runs out by itself [H8].
   */
  async stop(): Promise<void> {
    this.#stopped.abort();
    const signal = AbortSignal.timeout(STOP_MS);
    try {
      // A write on its way could land after the deletion.
      await this.#current;
      await this.#delete(signal);
    } catch (error) {
      this.#logger.warn(
        `The Lease could not be deleted; it runs out within ${
          this.#options.durationMs / 1000
        } s`,
        asError(error),
      );
    }
  }

  async #beat(signal: AbortSignal): Promise<void> {
    const backoff = new Backoff();
    if (!this.#isFirst) {
      await pause(Math.random() * JITTER * this.intervalMs, signal);
    }
    this.#isFirst = false;
    let failure: unknown;
    let wasOutdated = false;
    while (!signal.aborted) {
      try {
        if (await this.#renew(signal)) {
          return;
        }
        await pause(wasOutdated ? backoff.next() : 0, signal);
        wasOutdated = true;
      } catch (error) {
        failure = signal.aborted ? failure ?? error : error;
        this.#logger.debug('The Lease was not renewed', asError(error));
        await pause(backoff.next(retryAfterMs(error)), signal);
      }
    }
    if (failure !== undefined && !this.#stopped.signal.aborted) {
      this.#logger.warn(
        `The Lease was not renewed: ${asError(failure).message}`,
      );
    }
  }

  /**
   * One write, and what has to be read where it did not go well.
   *
   * @returns false where what we knew of the Lease was out of date; it has been
   * mended and the write can be repeated at once
   */
  async #renew(signal: AbortSignal): Promise<boolean> {
    const renewTime = microTime(this.#options.clock.wallMs());
    this.#options.onRenewal?.(this.#ref, renewTime);
    try {
      this.#known = this.#known
        ? await this.#patch(this.#known, renewTime, signal)
        : await this.#create(renewTime, signal);
      return true;
    } catch (error) {
      if (!(error instanceof KubernetesError)) {
        throw error;
      }
      if (error.status === 404 && this.#known) {
        this.#known = undefined;
        return false;
      }
      if (error.status === 409) {
        this.#known = await this.#read(signal);
        return false;
      }
      if (!isRefusal(error)) {
        this.#known = await this.#read(signal);
        if (this.#isOurs(this.#known, renewTime)) {
          return true;
        }
      }
      throw error;
    }
  }

  #isOurs(lease: KnownLease | undefined, renewTime: string): boolean {
    return (
      lease?.renewTime === renewTime && lease.holder === this.#options.holder
    );
  }

  async #create(renewTime: string, signal: AbortSignal): Promise<KnownLease> {
    return this.#ask({
      method: 'POST',
      path: this.#path(),
      body: {
        contentType: 'application/json',
        value: {
          apiVersion: 'coordination.k8s.io/v1',
          kind: 'Lease',
          metadata: { name: this.#name, ...this.#metadata() },
          spec: { ...this.#spec(renewTime), acquireTime: renewTime },
        },
      },
      signal,
    });
  }

  /** Restores whatever of ours another one changed, and leaves the rest alone [H4] [H5]. */
  async #patch(
    known: KnownLease,
    renewTime: string,
    signal: AbortSignal,
  ): Promise<KnownLease> {
    return this.#ask({
      method: 'PATCH',
      path: this.#path(this.#name),
      body: {
        contentType: MERGE_PATCH,
        value: {
          metadata: {
            resourceVersion: known.resourceVersion,
            ...this.#metadata(),
          },
          spec: {
            ...this.#spec(renewTime),
            ...(!known.hasAcquireTime && { acquireTime: renewTime }),
          },
        },
      },
      signal,
    });
  }

  async #read(signal: AbortSignal): Promise<KnownLease | undefined> {
    try {
      return await this.#ask({ path: this.#path(this.#name), signal });
    } catch (error) {
      if (error instanceof KubernetesError && error.status === 404) {
        return undefined;
      }
      throw error;
    }
  }

  async #delete(signal: AbortSignal): Promise<void> {
    let lease = this.#known;
    while (lease && lease.holder === this.#options.holder) {
      try {
        await this.#http.json({
          method: 'DELETE',
          path: this.#path(this.#name),
          body: {
            contentType: 'application/json',
            value: {
              apiVersion: 'v1',
              kind: 'DeleteOptions',
              preconditions: {
                uid: lease.uid,
                resourceVersion: lease.resourceVersion,
              },
            },
          },
          signal,
          timeoutMs: STOP_MS,
        });
        return;
      } catch (error) {
        if (!(error instanceof KubernetesError)) {
          throw error;
        }
        if (error.status === 404) {
          return;
        }
        if (error.status !== 409) {
          throw error;
        }
        lease = await this.#read(signal);
      }
    }
  }

  async #ask(
    request: Pick<KubernetesRequest, 'method' | 'path' | 'body' | 'signal'>,
  ): Promise<KnownLease> {
    const { metadata, spec } = parseLeaseObject(
      await this.#http.json({
        ...request,
        timeoutMs: Math.min(this.intervalMs * CALL_PART, MAX_CALL_MS),
      }),
    );
    return {
      uid: metadata.uid,
      resourceVersion: metadata.resourceVersion,
      holder: spec?.holderIdentity ?? undefined,
      renewTime: spec?.renewTime ?? undefined,
      hasAcquireTime: Boolean(spec?.acquireTime),
    };
  }

  #metadata() {
    return { labels: { [this.#options.label]: this.#options.controller } };
  }

  #spec(renewTime: string) {
    return {
      holderIdentity: this.#options.holder,
      leaseDurationSeconds: Math.floor(this.#options.durationMs / 1000),
      renewTime,
    };
  }

  #path(name?: string): string {
    const leases = `/apis/coordination.k8s.io/v1/namespaces/${
      this.#options.namespace
    }/leases`;
    return name === undefined ? leases : `${leases}/${name}`;
  }
}

/** Kubernetes takes exactly six fractional digits [K1]. */
function microTime(wallMs: number): string {
  return new Date(wallMs).toISOString().replace('Z', '000Z');
}

/** Whether the server said no: then nothing was written. Of anything else that is not known [K3]. */
function isRefusal(error: KubernetesError): boolean {
  return error.status !== undefined && error.status < 500;
}

function retryAfterMs(error: unknown): number | undefined {
  return error instanceof KubernetesError ? error.retryAfterMs : undefined;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
