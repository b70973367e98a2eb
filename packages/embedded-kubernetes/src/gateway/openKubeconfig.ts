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

import type { KubeConfig } from '@kubernetes/client-node';

/**
 * Reads a kubeconfig file and chooses a context: the one named, or the file's
 * current one.
 *
 * @throws an Error of one line that names the file or the context, and what
 * there is instead
 * @internal
 */
export async function openKubeconfig(options: {
  file: string;
  context?: string;
}): Promise<KubeConfig> {
  const { file, context } = options;
  const client = await import('@kubernetes/client-node');
  const kubeConfig = new client.KubeConfig();
  try {
    kubeConfig.loadFromFile(file);
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : error;
    throw new Error(`${file} is not a kubeconfig: ${why}`);
  }
  const names = kubeConfig.getContexts().map(({ name }) => name);
  const chosen = context ?? kubeConfig.getCurrentContext();
  const inFile = names.length
    ? `it has ${names.join(', ')}`
    : 'it has no contexts at all';
  if (!chosen) {
    throw new Error(
      `${file} has no current context: name one with --context (${inFile})`,
    );
  }
  if (!names.includes(chosen)) {
    throw new Error(`${file} has no context "${chosen}": ${inFile}`);
  }
  kubeConfig.setCurrentContext(chosen);
  if (!kubeConfig.getCurrentCluster()) {
    throw new Error(
      `The context "${chosen}" in ${file} names a cluster that the file does not have`,
    );
  }
  return kubeConfig;
}
