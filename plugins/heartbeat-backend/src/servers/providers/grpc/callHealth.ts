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

import type { SecureContext } from 'node:tls';
import type { ServiceError } from '@grpc/grpc-js';
import type { TargetAddress } from 'backstage-plugin-heartbeat-node';
import { CheckFailure } from '../CheckFailure';
import {
  decodeResponse,
  encodeRequest,
  type ServingStatus,
} from './healthMessages';

const METHOD = '/grpc.health.v1.Health/Check';

/** An answer is two bytes; a server may add to it some day. */
const MAX_ANSWER_BYTES = 1024;

/**
 * Whom to ask for the health of what.
 *
 * @internal
 */
export interface HealthCall {
  address: TargetAddress;
  port: number;
  /** `host:port`, as the server knows itself. */
  authority: string;
  service: string;
  tls?: {
    context: SecureContext;
    serverName: string;
    rejectUntrusted: boolean;
  };
  signal: AbortSignal;
}

/**
 * Asks once, over a connection that is used for nothing else. The library is loaded
 * with the first call: whoever asks nobody by gRPC pays nothing for it.
 *
 * @throws CheckFailure
 * @internal
 */
export async function callHealth(call: HealthCall): Promise<ServingStatus> {
  const { Client, credentials, Metadata, status } = await import(
    '@grpc/grpc-js'
  );
  const { address, port, authority, service, tls, signal } = call;
  const target =
    address.family === 6
      ? `ipv6:[${address.address}]:${port}`
      : `ipv4:${address.address}:${port}`;
  const client = new Client(
    target,
    tls
      ? credentials.createFromSecureContext(tls.context, {
          rejectUnauthorized: tls.rejectUntrusted,
        })
      : credentials.createInsecure(),
    {
      'grpc.default_authority': authority,
      ...(tls && { 'grpc.ssl_target_name_override': tls.serverName }),
      // Nothing between us and the address that was vetted.
      'grpc.enable_http_proxy': 0,
      'grpc.use_local_subchannel_pool': 1,
      'grpc.enable_retries': 0,
      'grpc.service_config_disable_resolution': 1,
      'grpc.max_receive_message_length': MAX_ANSWER_BYTES,
    },
  );

  function failureOf({ code }: ServiceError): CheckFailure {
    if (signal.aborted) {
      return new CheckFailure('timeout', 'It did not answer in time');
    }
    switch (code) {
      case status.NOT_FOUND:
        return unknownService();
      case status.UNIMPLEMENTED:
        return new CheckFailure(
          'unexpected-answer',
          'It speaks gRPC, but does not know grpc.health.v1',
        );
      case status.UNAVAILABLE:
        return new CheckFailure(
          'unexpected-answer',
          'It takes connections, but is unavailable by gRPC or does not speak it',
        );
      case status.DEADLINE_EXCEEDED:
        return new CheckFailure('timeout', 'It answers that it took too long');
      default:
        return new CheckFailure(
          'unexpected-answer',
          `It answers ${status[code] ?? 'with a status that does not exist'}`,
        );
    }
  }

  try {
    return await new Promise<ServingStatus>((resolve, reject) => {
      const request = client.makeUnaryRequest(
        METHOD,
        encodeRequest,
        decodeResponse,
        service,
        new Metadata(),
        (error, answer) => {
          signal.removeEventListener('abort', cancel);
          if (error) {
            reject(failureOf(error));
          } else {
            resolve(answer ?? 'UNKNOWN');
          }
        },
      );
      function cancel() {
        request.cancel();
      }
      signal.addEventListener('abort', cancel);
      if (signal.aborted) {
        cancel();
      }
    });
  } finally {
    client.close();
  }
}

/** Servers say it by a status of the answer or of the call. */
export function unknownService(): CheckFailure {
  return new CheckFailure('not-found', 'It does not know the service');
}
