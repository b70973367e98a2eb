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

import { isIPv6 } from 'node:net';

/** By DNS, with its dots. */
const MAX_NAME_LENGTH = 253;

/** What has a meaning in a URL beside the host, or none at all. */
const NO_HOST = /[\s\p{C}/\\?#@%:[\]<>^|]/u;

/**
 * The one spelling of a host, as the URL parser of browsers (and of Node) has it:
 * lower case, punycode, and IPv4 addresses in four decimals, however they were
 * written. Brackets of an IPv6 address and a dot at the end are gone.
 *
 * @returns `undefined` where it is no host
 * @internal
 */
export function readHost(text: string): string | undefined {
  const bare =
    text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  const isV6 = isIPv6(bare);
  if ((isV6 ? /%/ : NO_HOST).test(isV6 ? bare : text)) {
    return undefined;
  }
  const url = `http://${isV6 ? `[${bare}]` : bare}/`;
  if (!URL.canParse(url)) {
    return undefined;
  }
  const host = new URL(url).hostname.replace(/^\[|\]$|\.$/g, '');
  return host &&
    host.length <= MAX_NAME_LENGTH &&
    !host.includes('../servers/checks')
    ? host
    : undefined;
}
