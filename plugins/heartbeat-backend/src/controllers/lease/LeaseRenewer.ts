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
import {
  KubernetesError,
  leaseDurationProblem,
  type KubernetesCluster,
  type LeaseProgress,
} from 'backstage-plugin-heartbeat-node';
import type { Clock } from '../../time/clock';
import { Backoff } from '../../time/Backoff';
import { leaseName } from './leaseName';
import {
  OwnLease,
  type KnownLease,
  type LeaseContents,
  type Limits,
} from './OwnLease';
import { Rivalry } from './Rivalry';
import { pause } from '../../time/pause';

/** One third, so that a single missed renewal does not make the controller look dead [H1]. */
const RENEWALS_PER_DURATION = 3;

/** Of the interval, by chance, so that the replicas of a fleet do not beat in step. */
const JITTER = 0.04;

/** The part of an interval in which a renewal is tried again; then the next one is due. */
const RETRY_PART = 0.8;

/**
 * An answer may take an interval: of the duration, two are left then, of which one is
 * for another try. Who gives up sooner only has an API server that is slow asked more
 * often. More than this is no answer of one that works.
 */
const MAX_CALL_MS = 10_000;

/** A process that is told to stop has little time for courtesies [H8]. */
const DELETE_MS = 5_000;

/**
 * Another process has renewed the Lease that was ours, or that we stand back from.
 *
 * @internal
 */
export interface LeaseConflict {
  /** Who that is. */
  holder: string;
  /** Whether it has done so once too often just now: see {@link Rivalry}. */
  isNewRival: boolean;
  /** Whether we do not renew the Lease for as long as the other one does. */
  standsBack: boolean;
}

/**
 * A Lease to keep alive; its duration is at least a second.
 *
 * @internal
 */
export interface LeaseRenewerOptions extends LeaseContents {
  cluster: KubernetesCluster;
  namespace: string;
  /** See {@link leaseName}. */
  prefix: string;
  /** What to say of our progress with the next renewal. */
  progress?(): LeaseProgress | undefined;
  /** Told of each renewal before it is sent. */
  onRenewal?(lease: LeaseRef, renewTime: string): void;
  /** Told how each attempt to renew ended. */
  onOutcome?(error?: unknown): void;
  /** Told each time that somebody else is found to renew the Lease. */
  onConflict?(conflict: LeaseConflict): void;
  clock: Clock;
  logger: LoggerService;
  /** Ends the renewals; {@link LeaseRenewer.delete} comes afterwards. */
  signal: AbortSignal;
}

/**
 * Keeps a Lease of our own alive [H1-H11]. Somebody else calls {@link beat} each
 * `intervalMs`, and {@link delete} at the end.
 *
 * @internal
 */
export class LeaseRenewer {
  /** The time from one beat to the next. */
  readonly intervalMs: number;

  readonly #options: LeaseRenewerOptions;
  readonly #ref: LeaseRef;
  readonly #lease: OwnLease;
  readonly #rivalry: Rivalry;
  readonly #logger: LoggerService;
  readonly #signal: AbortSignal;
  #known: KnownLease | undefined;
  #isFirst = true;
  #current: Promise<void> = Promise.resolve();

  /** @throws InputError where the duration cannot be written into a Lease [H1] */
  static create(options: LeaseRenewerOptions): LeaseRenewer {
    const problem = leaseDurationProblem(options.durationMs);
    if (problem) {
      throw new InputError(
        `The Lease of controller "${options.controller}" cannot be kept: ${problem}`,
      );
    }
    return new LeaseRenewer(options);
  }

  private constructor(options: LeaseRenewerOptions) {
    this.#options = options;
    this.#signal = options.signal;
    const { cluster, namespace } = options;
    const name = leaseName(options.prefix, options.controller, options.replica);
    this.#ref = { cluster: cluster.name, namespace, name };
    this.#lease = new OwnLease({ cluster, namespace, name, contents: options });
    this.#rivalry = new Rivalry(options);
    this.intervalMs = Math.floor(options.durationMs / RENEWALS_PER_DURATION);
    this.#logger = options.logger.child({
      cluster: cluster.name,
      namespace,
      lease: name,
    });
  }

  /**
   * Renews the Lease once, the first time at once [H2]. What fails is tried
   * again until the next beat is due, and then logged; nothing of it ends the
   * heartbeat [H6].
   */
  async beat(signal: AbortSignal): Promise<void> {
    if (this.#signal.aborted) {
      return;
    }
    this.#current = this.#beat(AbortSignal.any([signal, this.#signal]));
    await this.#current;
  }

  /**
   * Deletes the Lease if it is still ours, within 5 s, once the renewals are ended. A
   * failure is logged and not thrown: the Lease then runs out by itself [H8].
   */
  async delete(): Promise<void> {
    const signal = AbortSignal.timeout(DELETE_MS);
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
    const retries = AbortSignal.any([
      signal,
      AbortSignal.timeout(Math.floor(this.intervalMs * RETRY_PART)),
    ]);
    if (!this.#isFirst) {
      await pause(Math.random() * JITTER * this.intervalMs, signal);
    }
    this.#isFirst = false;
    if (signal.aborted) {
      return;
    }
    let failure: unknown;
    let wasOutdated = false;
    do {
      try {
        if (await this.#renew(signal)) {
          return;
        }
        await pause(wasOutdated ? backoff.next() : 0, retries);
        wasOutdated = true;
      } catch (error) {
        failure = signal.aborted ? failure ?? error : error;
        if (!this.#signal.aborted) {
          this.#options.onOutcome?.(error);
        }
        this.#logger.debug('The Lease was not renewed', asError(error));
        await pause(backoff.next(retryAfterMs(error)), retries);
      }
    } while (!retries.aborted);
    if (failure !== undefined && !this.#signal.aborted) {
      this.#logger.warn(
        `The Lease was not renewed: ${asError(failure).message}`,
      );
    }
  }

  /**
   * @returns false where what we knew of the Lease was out of date; it has been
   * mended and the write can be repeated at once
   */
  async #renew(signal: AbortSignal): Promise<boolean> {
    const timeoutMs = Math.min(this.intervalMs, MAX_CALL_MS);
    const limits = { signal, timeoutMs };
    if (this.#rivalry.standsBack) {
      this.#known = await this.#lease.read(limits);
      this.#meet(this.#known);
    }
    if (!this.#rivalry.standsBack && (await this.#write(limits))) {
      this.#options.onOutcome?.();
      return true;
    }
    return this.#rivalry.standsBack;
  }

  /**
   * One write, and what has to be read where it did not go well.
   *
   * @returns whether it has landed; if not, it can be repeated at once
   */
  async #write(limits: Limits): Promise<boolean> {
    const renewTime = microTime(this.#options.clock.wallMs());
    this.#options.onRenewal?.(this.#ref, renewTime);
    const progress = this.#options.progress?.();
    try {
      this.#known = this.#known
        ? await this.#lease.renew(this.#known, renewTime, progress, limits)
        : await this.#lease.create(renewTime, progress, limits);
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
        const wasOurs = this.#known?.holder === this.#options.holder;
        this.#known = await this.#lease.read(limits);
        if (wasOurs) {
          this.#meet(this.#known);
        }
        return false;
      }
      if (!isRefusal(error)) {
        this.#known = await this.#lease.read(limits);
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

  /** Finds another one's renewals in the Lease, or none. */
  #meet(lease: KnownLease | undefined): void {
    const found = this.#rivalry.observe(
      lease,
      this.#options.clock.monotonicMs(),
    );
    if (found) {
      this.#options.onConflict?.({
        holder: lease?.holder ?? '',
        isNewRival: found === 'rival',
        standsBack: this.#rivalry.standsBack,
      });
    }
  }

  async #delete(signal: AbortSignal): Promise<void> {
    const limits = { signal, timeoutMs: DELETE_MS };
    for (
      let lease = this.#known;
      lease?.holder === this.#options.holder;
      lease = await this.#lease.read(limits)
    ) {
      if (await this.#lease.delete(lease, limits)) {
        return;
      }
    }
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
