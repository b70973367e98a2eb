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

import tls, { type SecureContext } from 'node:tls';
import type {
  ServerObservation,
  TargetAddress,
} from 'backstage-plugin-heartbeat-node';
import { z } from 'zod';
import { systemClock, type Clock } from '../../../time/clock';
import type { TargetGuard } from '../../../targets';
import {
  certificateOf,
  judgeCertificate,
  type CertificateJudgement,
} from '../certificate';
import { CheckFailure } from '../CheckFailure';
import { dial } from '../dial';
import type { PhaseTimings } from '../PhaseTimings';
import type { NetworkProvider, NetworkQuestion } from '../NetworkProvider';
import { observe } from '../observe';
import { hostSchema, placeOf, portSchema } from '../place';
import { readSpec } from '../readSpec';
import { tlsOptions } from '../tlsOptions';
import { callHealth, unknownService } from './callHealth';
import type { ServingStatus } from './healthMessages';

const grpcSpec = z.strictObject({
  host: hostSchema,
  port: portSchema,
  /** Absent: all of the server. */
  service: z.string().default(''),
  /** Absent: it speaks no TLS. */
  tls: tlsOptions.optional(),
});

type GrpcSpec = z.output<typeof grpcSpec>;

/** @throws CheckFailure unless it serves */
function expectServing(status: ServingStatus): void {
  switch (status) {
    case 'SERVING':
      return;
    case 'NOT_SERVING':
      throw new CheckFailure('not-serving', 'It says that it is not serving');
    case 'SERVICE_UNKNOWN':
      throw unknownService();
    case 'UNKNOWN':
      throw new CheckFailure(
        'unexpected-answer',
        'It does not know itself whether it serves',
      );
  }
}

/** A server, with what is made once for all of its checks. */
class GrpcServer {
  readonly #guard: TargetGuard;
  readonly #clock: Clock;
  readonly #spec: GrpcSpec;
  readonly #trust: NetworkQuestion['trust'];
  /** Made when it is needed first: it takes longer than a check. */
  #secureContext?: SecureContext;

  constructor(options: {
    guard: TargetGuard;
    clock: Clock;
    spec: GrpcSpec;
    trust: NetworkQuestion['trust'];
  }) {
    this.#guard = options.guard;
    this.#clock = options.clock;
    this.#spec = options.spec;
    this.#trust = options.trust;
  }

  async ask(
    timings: PhaseTimings,
    signal: AbortSignal,
  ): Promise<ServerObservation> {
    const { host, port, service } = this.#spec;
    const { addresses, dnsMs } = await this.#guard.vet(
      { host, port, trust: this.#trust },
      { signal },
    );
    timings.add('dnsMs', dnsMs);
    const secure = this.#tls();
    const { address, certificate } = await this.#reach(
      { addresses, port, tls: secure, signal },
      timings,
    );
    const startMs = performance.now();
    const status = await callHealth({
      address,
      port,
      authority: placeOf(host, port),
      service,
      tls: secure,
      signal,
    });
    timings.add('firstByteMs', performance.now() - startMs);
    expectServing(status);
    return certificate?.warning
      ? {
          outcome: 'degraded',
          ...certificate.warning,
          facts: certificate.facts,
        }
      : { outcome: 'healthy', facts: certificate?.facts };
  }

  /**
   * Finds the address that answers, and whether it is to be trusted, over a
   * connection of its own: of one that it made itself, the library tells neither
   * what went wrong nor what certificate was shown.
   *
   * @throws CheckFailure or DialError
   */
  async #reach(
    to: Parameters<typeof dial>[0],
    timings: PhaseTimings,
  ): Promise<{
    address: TargetAddress;
    certificate?: CertificateJudgement;
  }> {
    const { socket, connectMs, secure } = await dial(to);
    try {
      timings.add('connectMs', connectMs);
      const address =
        to.addresses.find(({ address: one }) => one === socket.remoteAddress) ??
        to.addresses[0];
      if (!secure || !to.tls || !this.#spec.tls) {
        return { address };
      }
      timings.add('tlsMs', secure.tlsMs);
      const certificate = judgeCertificate(
        certificateOf(secure.socket, to.tls.serverName),
        { ...this.#spec.tls, nowMs: this.#clock.wallMs() },
      );
      return { address, certificate };
    } finally {
      socket.destroy();
    }
  }

  #tls() {
    const { host, tls: trusted } = this.#spec;
    if (!trusted) {
      return undefined;
    }
    const { ca, serverName = host, rejectUntrusted } = trusted;
    this.#secureContext ??= tls.createSecureContext({ ca });
    return {
      context: this.#secureContext,
      serverName,
      protocols: ['h2'],
      rejectUntrusted,
    };
  }
}

/**
 * Asks servers by gRPC how they are.
 *
 * @internal
 */
export function createGrpcProvider(options: {
  guard: TargetGuard;
  /** Certificates are dated by it. Default: that of this machine. */
  clock?: Clock;
}): NetworkProvider {
  const { guard, clock = systemClock } = options;
  return {
    kind: 'grpc',
    vetsTargets: true,
    prepare(definition) {
      const { trust } = definition;
      const spec = readSpec('grpc', grpcSpec, definition.spec);
      const server = new GrpcServer({ guard, clock, spec, trust });
      const place = placeOf(spec.host, spec.port);
      return {
        target: spec.service ? `${place}/${spec.service}` : place,
        host: spec.host,
        check: ({ signal }) =>
          observe(signal, timings => server.ask(timings, signal)),
      };
    },
  };
}
