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

import { relative } from 'node:path';
import { styleText } from 'node:util';
import { root } from '../toolchain.mjs';

/** What somebody who has just started the portal wants to know. */
export function closingBlock({
  appUrl,
  backendUrl,
  metricsUrl,
  cluster,
  directory,
  seconds,
}) {
  const strong = text => styleText('bold', text);
  const quiet = text => styleText('dim', text);
  const rows = [
    ['Catalog', appUrl],
    ['Heartbeats', `${appUrl}/heartbeat`],
    ['Sign in', 'press "Enter" on the Guest card'],
    ['API', `${backendUrl}/api/heartbeat/v1/heartbeats`],
    ['Notifications', `${appUrl}/notifications`],
    ['Metrics', metricsUrl],
    ['Cluster', cluster.name],
    ['Leases', kubectlLine(cluster)],
    ['Logs', near(directory)],
    ['Stop', 'Ctrl-C'],
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  return [
    '',
    `  ${strong('Heartbeat demo portal')} ${quiet(
      `ready after ${seconds.toFixed(1)} s`,
    )}`,
    '',
    ...rows.map(
      ([label, value]) => `  ${quiet(label.padEnd(width))}  ${value}`,
    ),
    '',
  ].join('\n');
}

function kubectlLine({ kubeconfig, context }) {
  const chosen = context ? ` --context ${context}` : '';
  return `kubectl --kubeconfig ${near(kubeconfig)}${chosen} get leases -A -w`;
}

/** A path as somebody in the root would write it. */
function near(path) {
  const short = relative(root, path);
  return short.startsWith('..') ? path : short;
}
