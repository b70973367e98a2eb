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

/** One offending field of a refused object. @internal */
export interface StatusCause {
  reason: string;
  message: string;
  field: string;
}

/** What a refusal is about. @internal */
export interface StatusDetails {
  name?: string;
  group?: string;
  kind?: string;
  causes?: StatusCause[];
  retryAfterSeconds?: number;
}

interface StatusBody {
  kind: 'Status';
  apiVersion: 'v1';
  metadata: { continue?: string };
  status: 'Failure';
  message: string;
  reason?: string;
  details?: StatusDetails;
  code: number;
}

/**
 * A refusal in the form Kubernetes gives it: a `Status` object, its keys in the order a real API server writes them.
 *
 * @internal
 */
export class StatusError extends Error {
  readonly body: StatusBody;
  readonly headers: Record<string, string>;

  constructor(options: {
    code: number;
    message: string;
    reason?: string;
    details?: StatusDetails;
    metadata?: { continue?: string };
    headers?: Record<string, string>;
  }) {
    super(options.message);
    this.name = 'StatusError';
    this.headers = options.headers ?? {};
    this.body = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: options.metadata ?? {},
      status: 'Failure',
      message: options.message,
      reason: options.reason,
      details: options.details,
      code: options.code,
    };
  }
}
