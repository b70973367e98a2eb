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

import type { IncomingMessage } from 'node:http';
import { isError } from '@backstage/errors';
import { errorOfAnswer } from './errorOfAnswer';
import type {
  KubernetesCluster,
  KubernetesRequest,
  KubernetesStreamRequest,
} from './KubernetesCluster';
import type {
  KubernetesConnect,
  KubernetesConnection,
} from './KubernetesConnection';
import { KubernetesError } from './KubernetesError';
import { OwnAgent } from './OwnAgent';
import { readLines } from './readLines';
import { readText } from './readText';
import { RequestLimits } from './RequestLimits';
import { send } from './send';
import { shorten } from './shorten';

const UNAUTHORIZED = 401;

type Sent = Parameters<typeof send>[2] &
  Pick<KubernetesRequest, 'timeoutMs'> & {
    /** Whether the connection may be kept: a watch has one to itself, and nothing but its end is sent on it. */
    keep: boolean;
  };

class HttpCluster implements KubernetesCluster {
  readonly name: string;
  readonly unsupported: string | undefined;
  readonly #connect: KubernetesConnect;
  readonly #own = new OwnAgent();
  /** Whether new credentials were refused, too, when they were needed last. */
  #isRefused = false;

  constructor(options: {
    name: string;
    unsupported?: string;
    connect: KubernetesConnect;
  }) {
    this.name = options.name;
    this.unsupported = options.unsupported;
    this.#connect = options.connect;
  }

  async request(request: KubernetesRequest): Promise<unknown> {
    const limits = new RequestLimits({
      asker: request.signal,
      deadline: AbortSignal.timeout(request.timeoutMs),
      late: {
        reason: 'timeout',
        message: `no answer within ${secondsOf(request)} s`,
      },
    });
    let text: string;
    try {
      text = await readText(
        await this.#ask({ ...request, encoding: 'gzip', keep: true }, limits),
      );
    } catch (error) {
      throw limits.errorOf(error, noAnswer(error));
    }
    try {
      return JSON.parse(text);
    } catch {
      // The parser's own message quotes the text, which may be anything.
      throw new KubernetesError({
        reason: 'unusable',
        message: 'no usable answer: it is not JSON',
      });
    }
  }

  async stream(request: KubernetesStreamRequest): Promise<void> {
    const silence = new AbortController();
    const timer = setTimeout(() => silence.abort(), request.timeoutMs);
    const limits = new RequestLimits({
      asker: request.signal,
      deadline: silence.signal,
      late: {
        reason: 'stalled',
        message: `the watch has been silent for ${secondsOf(request)} s`,
      },
    });
    let answer: IncomingMessage | undefined;
    try {
      answer = await this.#ask(
        { ...request, encoding: 'identity', keep: false },
        limits,
      );
      request.onOpen?.();
      await readLines(answer, {
        onData: () => timer.refresh(),
        onLine: line => request.onLine(line),
        errorOf: cause =>
          limits.errorOf(cause, {
            reason: 'unreachable',
            message: 'the watch broke',
          }),
      });
    } finally {
      clearTimeout(timer);
      // Whatever the end was, nobody reads what may still come.
      answer?.destroy();
    }
  }

  /**
   * @returns an answer of success, whose body is not read
   * @throws KubernetesError, or the reason of the asker's signal
   */
  async #ask(sent: Sent, limits: RequestLimits): Promise<IncomingMessage> {
    const isRenewed = this.#isRefused;
    try {
      let answer = await this.#send(sent, limits, isRenewed);
      if (answer.statusCode === UNAUTHORIZED && !isRenewed) {
        // A token that was revoked or ran out early is no loss of sight if there is a new one.
        answer.destroy();
        answer = await this.#send(sent, limits, true);
      }
      const { statusCode = 0 } = answer;
      this.#isRefused = statusCode === UNAUTHORIZED;
      if (statusCode < 200 || statusCode >= 300) {
        throw await errorOfAnswer(answer);
      }
      return answer;
    } catch (error) {
      throw limits.errorOf(error, noAnswer(error));
    }
  }

  async #send(
    sent: Sent,
    limits: RequestLimits,
    renew: boolean,
  ): Promise<IncomingMessage> {
    const connection = await this.#reach(sent, limits, renew);
    const agent =
      connection.agent ??
      (sent.keep ? this.#own.agentFor(connection) : undefined);
    return send(connection, agent, sent, limits.signal);
  }

  /** What says how it is reached may fail, or never answer. */
  async #reach(
    sent: Sent,
    limits: RequestLimits,
    renew: boolean,
  ): Promise<KubernetesConnection> {
    const reason = 'unauthorized';
    try {
      return await limits.race(this.#connect({ renew, keep: sent.keep }));
    } catch (error) {
      throw limits.errorOf(
        error,
        { reason, message: shorten(wordsOf(error)) },
        {
          reason,
          message: `the portal could not get credentials for it within ${secondsOf(
            sent,
          )} s`,
        },
      );
    }
  }
}

function secondsOf({ timeoutMs }: { timeoutMs: number }): number {
  return timeoutMs / 1000;
}

function noAnswer(error: unknown) {
  return {
    reason: 'unreachable',
    message: `no usable answer: ${wordsOf(error)}`,
  } as const;
}

function wordsOf(error: unknown): string {
  return isError(error) ? error.message : `${error}`;
}

/**
 * A cluster that is asked over HTTP, by whatever says how it is reached.
 *
 * @public
 */
export function createKubernetesCluster(options: {
  /** Unique among all clusters of the portal. */
  name: string;
  /** See {@link KubernetesCluster.unsupported}. */
  unsupported?: string;
  /** See {@link connectByKubeconfig} for one that reads a kubeconfig. */
  connect: KubernetesConnect;
}): KubernetesCluster {
  return new HttpCluster(options);
}
