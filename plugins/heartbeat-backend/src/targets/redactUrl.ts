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
 * A URL for people: without user name, password, query and fragment, any of
 * which may be a secret. What is no URL is not shown at all.
 *
 * @internal
 */
export function redactUrl(url: URL | string): string {
  const text = String(url);
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  // Others have no host: all of `data:` and `mailto:` is content.
  return parsed?.host
    ? `${parsed.protocol}//${parsed.host}${parsed.pathname}`
    : '(not a URL)';
}
