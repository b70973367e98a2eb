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

/**
 * OpenStack did not answer, or not as it should. The message is for people and logs,
 * and holds no secrets.
 *
 * @internal
 */
export class OpenstackError extends Error {
  /** For the screen, e.g. `timeout`. */
  readonly reason: string;
  /** Absent where nothing was answered. */
  readonly status: number | undefined;

  constructor(options: { message: string; reason: string; status?: number }) {
    super(options.message);
    this.name = 'OpenstackError';
    this.reason = options.reason;
    this.status = options.status;
  }
}
