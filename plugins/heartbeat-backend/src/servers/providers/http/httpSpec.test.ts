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

import { TargetGuard } from '../../../targets';
import { createHttpProvider } from './createHttpProvider';

const provider = createHttpProvider({
  guard: new TargetGuard({ allow: [] }),
});

function prepare(spec: object) {
  return provider.prepare({
    provider: 'http',
    spec: { url: 'https://example.com/', ...spec },
    trust: 'operator',
  });
}

/** [what is said, the line that it is answered with] */
const WRONG: Array<[object, string]> = [
  [
    { url: 'foo' },
    'http.url: is not a URL; write e.g. "https://example.com/health"',
  ],
  [
    { url: 'ftp://example.com' },
    'http.url: "ftp:" is not asked here; write a URL with "http:" or "https:"',
  ],
  [
    { status: ['2x', 600] },
    'http.status: "2x" is not a status; write a status such as 200, a class such as "2xx" or a range such as "200-299"\nhttp.status: 600 is not a status; write a status such as 200, a class such as "2xx" or a range such as "200-299"',
  ],
  [
    { status: '299-200' },
    'http.status: "299-200" is not a status; write a status such as 200, a class such as "2xx" or a range such as "200-299"',
  ],
  [
    { headers: { Host: 'a\nb' } },
    'http.headers.Host: has a value that no header can have; are there line breaks in it?',
  ],
  [
    { headers: { 'a b': 'c' } },
    'http.headers.a b: is not the name of a header',
  ],
  [
    { headers: { Connection: 'keep-alive' } },
    'http.headers.Connection: is set by the check itself; leave it out',
  ],
  [
    { method: 'HEAD', contains: 'x', json: { path: '$', exists: true } },
    'http.contains: an answer to HEAD has no body; use method "GET"\nhttp.json: an answer to HEAD has no body; use method "GET"',
  ],
  [{ body: 'x' }, 'http.body: GET sends none; choose another method'],
  [
    { json: { path: 'status', exists: true } },
    'http.json.path: "status" is not a JSONPath (RFC 9535); write e.g. "$.status"',
  ],
  [
    { json: { path: '$.a', equals: 1, matches: '1' } },
    'http.json: does not say what to expect; write one of equals, exists and matches',
  ],
  [
    { json: { path: '$.a', matches: '(' } },
    'http.json.matches: "(" is not a regular expression',
  ],
  [
    { bearerToken: 'a', basicAuth: { username: 'b', password: 'c' } },
    'http.bearerToken: there are credentials in basicAuth and bearerToken; leave all but one out',
  ],
  [{ tls: { ca: 'no PEM' } }, 'http.tls.ca: holds no certificate in PEM'],
  [{ verb: 'GET' }, 'http.verb: there is no such key'],
];

describe('a definition of an http server', () => {
  it.each(WRONG)('is refused: %j', (spec, lines) => {
    expect(() => prepare(spec)).toThrow(lines);
  });

  it('is shown without what may be a secret', () => {
    const probe = prepare({
      url: 'https://user:marker@example.com:8443/health?token=marker#marker',
    });
    expect(probe.target).toBe('https://example.com:8443/health');
    expect(probe.host).toBe('example.com');
  });
});
