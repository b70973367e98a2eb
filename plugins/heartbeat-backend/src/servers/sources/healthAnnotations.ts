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

import {
  HEALTH_TCP_ANNOTATION,
  HEALTH_URL_ANNOTATION,
} from 'backstage-plugin-heartbeat-common';

const MAX_PORT = 65_535;

/** `host:port`, an IPv6 address in brackets. */
const HOST_AND_PORT = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/;

/** What a URL parser would silently drop, or take for something else. */
const BLANK_OR_CONTROL = /[\s\p{C}]/u;

/**
 * What one `heartbeat/health-url` annotation says.
 *
 * @internal
 */
export interface HealthUrlAnnotation {
  /** Absent where it is not usable. */
  url?: string;
  /** One sentence for what is wrong, without the value: it may hold a secret. */
  problems: string[];
}

/**
 * Reads the value of a `heartbeat/health-url` annotation.
 *
 * @internal
 */
export function parseHealthUrlAnnotation(value: string): HealthUrlAnnotation {
  const refuse = (problem: string): HealthUrlAnnotation => ({
    problems: [`${HEALTH_URL_ANNOTATION}: ${problem}`],
  });
  const text = value.trim();
  if (BLANK_OR_CONTROL.test(text)) {
    return refuse('there are blanks or control characters in the URL');
  }
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return refuse(
      'the value is not a URL; write e.g. "https://orders.example.com/health"',
    );
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return refuse(
      `"${url.protocol}" is not asked; write a URL with "http:" or "https:"`,
    );
  }
  if (url.username || url.password) {
    return refuse(
      'there is a user name or a password in the URL, which all can read here; let the operator configure this server',
    );
  }
  return { url: url.href, problems: [] };
}

/**
 * What one `heartbeat/health-tcp` annotation says.
 *
 * @internal
 */
export interface HealthTcpAnnotation {
  /** Absent where it is not usable. An IPv6 address is without brackets. */
  place?: { host: string; port: number };
  /** One sentence for what is wrong. */
  problems: string[];
}

/**
 * Reads the value of a `heartbeat/health-tcp` annotation.
 *
 * @internal
 */
export function parseHealthTcpAnnotation(value: string): HealthTcpAnnotation {
  const text = value.trim();
  const [, address, name, digits] = HOST_AND_PORT.exec(text) ?? [];
  const host = address ?? name;
  const port = Number(digits);
  if (!host || BLANK_OR_CONTROL.test(host) || port < 1 || port > MAX_PORT) {
    return {
      problems: [
        `${HEALTH_TCP_ANNOTATION}: ${JSON.stringify(
          text,
        )} is not a host and a port; write e.g. "orders.example.com:5432"`,
      ],
    };
  }
  return { place: { host, port }, problems: [] };
}
