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

import { z } from 'zod';
import type { LabelSource, LeaseSource } from './heartbeatOptions';

/** The label of Kargo's own Leases. */
const KARGO_LABEL = 'kargo.akuity.io/controller';

/** Where Kargo writes them, unless it is told otherwise. */
const KARGO_NAMESPACE = 'kargo';

/**
 * Which Leases Kargo's view shows [H27].
 *
 * @internal
 */
export interface KargoOptions {
  /** The label's key; its value is the controller's name. */
  label: string;
  /** Absent: all namespaces that are observed. */
  namespace?: string;
}

/**
 * What can be said of Kargo's view in app-config.
 *
 * @internal
 */
export const kargoSchema = (parts: {
  label: z.ZodType<string>;
  namespace: z.ZodType<string>;
}) =>
  z
    .strictObject({
      label: parts.label.optional(),
      namespace: parts.namespace.optional(),
    })
    .default({});

/**
 * Where nothing is said, the view is that of the source of Kargo's Leases, or else of
 * the first source that goes by a label.
 *
 * @internal
 */
export function kargoOptions(
  said: { label?: string; namespace?: string },
  sources: readonly LeaseSource[],
): KargoOptions {
  const byLabel = sources.filter(
    (source): source is LabelSource => source.type === 'label',
  );
  const label =
    said.label ??
    (byLabel.find(source => source.label === KARGO_LABEL) ?? byLabel[0])
      ?.label ??
    KARGO_LABEL;
  const namespaces = byLabel
    .filter(source => source.label === label)
    .map(source => source.namespaces ?? []);
  const only = namespaces.length === 1 ? namespaces[0] : [];
  const theirs = label === KARGO_LABEL ? KARGO_NAMESPACE : undefined;
  return {
    label,
    namespace: said.namespace ?? (only.length === 1 ? only[0] : theirs),
  };
}
