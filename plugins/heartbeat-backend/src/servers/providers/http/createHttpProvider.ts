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

import tls, { type SecureContext, type TLSSocket } from 'node:tls';
import type { ServerObservation } from 'backstage-plugin-heartbeat-node';
import { systemClock, type Clock } from '../../../time/clock';
import { redactUrl, type TargetGuard } from '../../../targets';
import {
  certificateOf,
  judgeCertificate,
  type CertificateJudgement,
} from '../certificate';
import { CheckFailure } from '../CheckFailure';
import { dial, DialError, type Connection, type DialOptions } from '../dial';
import { dialFailure } from '../dialFailure';
import type {
  NetworkProbe,
  NetworkProvider,
  NetworkQuestion,
} from '../NetworkProvider';
import { observe } from '../observe';
import { placeOf } from '../place';
import { readSpec } from '../readSpec';
import { exchange, type HttpAnswer } from './exchange';
import { expectAnswer, isExpectedStatus } from './expectAnswer';
import {
  firstRequest,
  hostOf,
  portOf,
  redirectedRequest,
  type HttpRequest,
} from './HttpRequest';
import { httpSpec, type HttpSpec } from './httpSpec';
import type { PhaseTimings } from '../PhaseTimings';

const REDIRECT_STATUSES = [301, 302, 303, 307, 308];

/** What the hops of one check have in common. */
interface Check {
  signal: AbortSignal;
  /** The first that is about to expire; else the last. */
  certificate?: CertificateJudgement;
}

/** Says where it failed, which is not where the server is. */
function redirectFailure(failure: unknown, { url }: HttpRequest): unknown {
  return failure instanceof CheckFailure
    ? new CheckFailure(
        failure.reason,
        `After a redirect to ${placeOf(hostOf(url), portOf(url))}: ${
          failure.message
        }`,
      )
    : failure;
}

class HttpProbe implements NetworkProbe {
  readonly target: string;
  readonly host: string;
  readonly #guard: TargetGuard;
  readonly #clock: Clock;
  readonly #trust: NetworkQuestion['trust'];
  readonly #spec: HttpSpec;
  readonly #request: HttpRequest;
  /** Made when it is needed first: reading certificates takes longer than a check. */
  #secureContext?: SecureContext;

  static create(options: {
    guard: TargetGuard;
    clock: Clock;
    definition: NetworkQuestion;
  }): HttpProbe {
    const spec = readSpec('http', httpSpec, options.definition.spec);
    return new HttpProbe({ ...options, spec });
  }

  private constructor(options: {
    guard: TargetGuard;
    clock: Clock;
    definition: NetworkQuestion;
    spec: HttpSpec;
  }) {
    this.#guard = options.guard;
    this.#clock = options.clock;
    this.#trust = options.definition.trust;
    this.#spec = options.spec;
    this.#request = firstRequest(options.spec);
    this.target = redactUrl(options.spec.url);
    this.host = hostOf(options.spec.url);
  }

  async check({ signal }: { signal: AbortSignal }): Promise<ServerObservation> {
    const check: Check = { signal };
    const observation = await observe(signal, async timings => {
      await this.#follow(check, timings);
      return check.certificate?.warning
        ? { outcome: 'degraded', ...check.certificate.warning }
        : { outcome: 'healthy' };
    });
    return { ...observation, facts: check.certificate?.facts };
  }

  /** Asks, and goes where the answers send us. */
  async #follow(check: Check, timings: PhaseTimings): Promise<void> {
    const { max } = this.#spec.redirects;
    let request = this.#request;
    for (let hops = 0; ; hops++) {
      try {
        const answer = await this.#ask(request, check, timings);
        const location = this.#redirectOf(answer);
        if (location === undefined) {
          await expectAnswer(this.#spec, answer);
          return;
        }
        if (hops >= max) {
          throw new CheckFailure(
            'too-many-redirects',
            `It redirects more than ${max} times`,
          );
        }
        request = redirectedRequest(request, answer.status, location);
      } catch (error) {
        const failure =
          error instanceof DialError ? dialFailure(error, check.signal) : error;
        throw hops > 0 ? redirectFailure(failure, request) : failure;
      }
    }
  }

  /** Where an answer sends us, unless it is one that is expected. */
  #redirectOf({ status, headers }: HttpAnswer): string | undefined {
    return this.#spec.redirects.follow &&
      REDIRECT_STATUSES.includes(status) &&
      !isExpectedStatus(this.#spec, status)
      ? headers.location
      : undefined;
  }

  async #ask(
    request: HttpRequest,
    check: Check,
    timings: PhaseTimings,
  ): Promise<HttpAnswer> {
    const { signal } = check;
    const { socket, secure } = await this.#connect(request, timings, signal);
    try {
      if (secure) {
        this.#judge(request.url, secure.socket, check);
      }
      const answer = await exchange({ request, socket, signal });
      timings.add('firstByteMs', answer.firstByteMs);
      return answer;
    } finally {
      socket.destroy();
    }
  }

  async #connect(
    { url, isElsewhere }: HttpRequest,
    timings: PhaseTimings,
    signal: AbortSignal,
  ): Promise<Connection> {
    const port = portOf(url);
    const { addresses, dnsMs } = await this.#guard.vet(
      {
        host: hostOf(url),
        port,
        trust: this.#trust,
        isRedirect: isElsewhere,
      },
      { signal },
    );
    if (dnsMs > 0) {
      timings.add('dnsMs', dnsMs);
    }
    const connection = await dial({
      addresses,
      port,
      tls: url.protocol === 'https:' ? this.#tls(url) : undefined,
      signal,
    });
    timings.add('connectMs', connection.connectMs);
    if (connection.secure) {
      timings.add('tlsMs', connection.secure.tlsMs);
    }
    return connection;
  }

  /** @throws CheckFailure if the server is not to be trusted */
  #judge(url: URL, socket: TLSSocket, check: Check): void {
    const { minDaysLeft, rejectUntrusted } = this.#spec.tls;
    const judgement = judgeCertificate(
      certificateOf(socket, this.#serverNameOf(url)),
      { nowMs: this.#clock.wallMs(), minDaysLeft, rejectUntrusted },
    );
    if (!check.certificate?.warning) {
      check.certificate = judgement;
    }
  }

  /** Another host than ours has another name than ours. */
  #serverNameOf(url: URL): string {
    const isOurs = url.hostname === this.#spec.url.hostname;
    return (isOurs && this.#spec.tls.serverName) || hostOf(url);
  }

  #tls(url: URL): DialOptions['tls'] {
    this.#secureContext ??= tls.createSecureContext({ ca: this.#spec.tls.ca });
    return {
      context: this.#secureContext,
      serverName: this.#serverNameOf(url),
      protocols: ['http/1.1'],
    };
  }
}

/**
 * Asks servers by HTTP/1.1.
 *
 * @internal
 */
export function createHttpProvider(options: {
  guard: TargetGuard;
  /** Certificates are dated by it. Default: that of this machine. */
  clock?: Clock;
}): NetworkProvider {
  const { guard, clock = systemClock } = options;
  return {
    kind: 'http',
    vetsTargets: true,
    prepare: definition => HttpProbe.create({ guard, clock, definition }),
  };
}
