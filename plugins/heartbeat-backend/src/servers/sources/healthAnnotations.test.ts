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
  parseHealthTcpAnnotation,
  parseHealthUrlAnnotation,
} from './healthAnnotations';

describe('the annotation heartbeat/health-url', () => {
  it.each([
    ['https://orders.example.com/health', 'https://orders.example.com/health'],
    [
      ' HTTP://Orders.Example.com:8080?full=1 ',
      'http://orders.example.com:8080/?full=1',
    ],
    ['http://[::1]:8080/', 'http://[::1]:8080/'],
  ])('%j is %j', (value, url) => {
    expect(parseHealthUrlAnnotation(value)).toEqual({ url, problems: [] });
  });

  it.each([
    ['', 'the value is not a URL'],
    ['orders.example.com/health', 'the value is not a URL'],
    ['https://', 'the value is not a URL'],
    ['https://orders.example.com:70000/', 'the value is not a URL'],
    ['https://a%00b.example.com/', 'the value is not a URL'],
    ['orders.example.com:443', '"orders.example.com:" is not asked'],
    ['file:///etc/passwd', '"file:" is not asked'],
    ['gopher://orders.example.com/', '"gopher:" is not asked'],
    ['https://ann@orders.example.com/', 'there is a user name or a password'],
    ['https://:secret@orders.example.com/', 'there is a user name'],
    ['https://orders.exa\nmple.com/', 'there are blanks or control characters'],
    ['https://orders.example.com/a b', 'there are blanks'],
    ['https://orders.example.com/\u202Esecret', 'there are blanks or control'],
  ])('%j is refused, and not repeated', (value, problem) => {
    const { url, problems } = parseHealthUrlAnnotation(value);
    expect(url).toBeUndefined();
    expect(problems).toEqual([
      expect.stringContaining(`heartbeat/health-url: ${problem}`),
    ]);
    expect(problems[0]).not.toContain('secret');
  });
});

describe('the annotation heartbeat/health-tcp', () => {
  it.each([
    ['orders.example.com:5432', 'orders.example.com', 5432],
    [' 10.1.2.3:1 ', '10.1.2.3', 1],
    ['[2001:db8::1]:65535', '2001:db8::1', 65535],
  ])('%j is %j, %j', (value, host, port) => {
    expect(parseHealthTcpAnnotation(value)).toEqual({
      place: { host, port },
      problems: [],
    });
  });

  it.each([
    '',
    ':80',
    'orders.example.com',
    'orders.example.com:',
    'orders.example.com:0',
    'orders.example.com:65536',
    'orders.example.com:http',
    'orders.example.com:-1',
    'orders.example.com:80:80',
    'orders example.com:80',
    '2001:db8::1:80',
    '[]:80',
    'tcp://orders.example.com:80',
  ])('%j is refused', value => {
    expect(parseHealthTcpAnnotation(value)).toEqual({
      problems: [
        `heartbeat/health-tcp: ${JSON.stringify(
          value,
        )} is not a host and a port; write e.g. "orders.example.com:5432"`,
      ],
    });
  });
});
