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

import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { TargetGuard } from '../../targets';
import { messageOf } from '../messageOf';
// Not from the folder's index: the thread has no use for the other providers.
import { createNetworkProviders } from '../providers/createNetworkProviders';
import type {
  NetworkProbe,
  NetworkProvider,
  NetworkQuestion,
} from '../providers/NetworkProvider';
import type { Answer, FromThread, ThreadData, ToThread } from './messages';

/**
 * What the thread runs: this file, wherever it was built to.
 *
 * @internal
 */
export const THREAD_FILE = __filename;

class ThreadMain {
  readonly #port: MessagePort;
  readonly #providers: ReadonlyMap<string, NetworkProvider>;
  readonly #probes = new Map<number, NetworkProbe>();
  readonly #checks = new Map<number, AbortController>();

  static run(port: MessagePort, data: ThreadData): void {
    const main = new ThreadMain(port, data);
    port.on('message', (message: ToThread) => main.#take(message));
    main.#say('ready');
  }

  private constructor(port: MessagePort, { allow }: ThreadData) {
    const guard = new TargetGuard({ allow });
    this.#port = port;
    this.#providers = new Map(
      createNetworkProviders({ guard }).map(provider => [
        provider.kind,
        provider,
      ]),
    );
  }

  #take(message: ToThread): void {
    switch (message.type) {
      case 'check':
        this.#check(message);
        break;
      case 'abort':
        this.#checks.get(message.check)?.abort();
        break;
      case 'forget':
        this.#probes.delete(message.probe);
        break;
    }
  }

  /** Never rejects. */
  async #check(message: ToThread & { type: 'check' }): Promise<void> {
    const { check, probe, question } = message;
    const controller = new AbortController();
    this.#checks.set(check, controller);
    let answer: Answer;
    try {
      const { signal } = controller;
      const observation = await this.#probe(probe, question).check({ signal });
      answer = { check, observation };
    } catch (error) {
      answer = { check, error: messageOf(error) };
    }
    this.#checks.delete(check);
    this.#say(answer);
  }

  #say(message: FromThread): void {
    this.#port.postMessage(message);
  }

  #probe(id: number, question?: NetworkQuestion): NetworkProbe {
    if (question) {
      const provider = this.#providers.get(question.provider);
      if (!provider) {
        throw new Error(`There is no provider "${question.provider}"`);
      }
      this.#probes.set(id, provider.prepare(question));
    }
    const probe = this.#probes.get(id);
    if (!probe) {
      throw new Error('Its definition has not arrived');
    }
    return probe;
  }
}

function isThreadData(data: unknown): data is ThreadData {
  return typeof data === 'object' && data !== null && 'isCheckThread' in data;
}

if (parentPort && isThreadData(workerData)) {
  ThreadMain.run(parentPort, workerData);
}
